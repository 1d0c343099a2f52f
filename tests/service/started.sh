# Starts the sandbox and the service with the built connector, for scripts that source this
# with `work` set to a directory of their own. Afterwards SANDBOX has what the sandbox said,
# SERVICE the service's address, and `of_app ID MEMBER` tells of the sandbox's apps. Both
# end with the script.
#
# Needs Node.js, and what is built: the component, connector-host and zoom-sandbox.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
target=${CARGO_TARGET_DIR:-$root/target}
rm -rf "$work"/{home,sandbox.json,sandbox.log,host.log,service.log}
mkdir -p "$work"

started=()
trap 'kill "${started[@]}" 2>/dev/null || true' EXIT
# Waits until a program has said something, or has ended.
said() {
    until grep -q "$3" "$2" 2>/dev/null; do
        kill -0 "$1" 2>/dev/null || { cat "$work"/*.log; exit 1; }
        sleep 0.1
    done
}

"$target/debug/zoom-sandbox" --port 0 --any-loopback-redirect "${sandbox_arguments[@]}" --json \
    >"$work/sandbox.json" 2>"$work/sandbox.log" &
started+=($!)
said $! "$work/sandbox.json" reroutes
SANDBOX=$(cat "$work/sandbox.json")
export SANDBOX
of_app() {
    node -p "JSON.parse(process.env.SANDBOX).apps.find((app) => app.client_id === '$1').$2"
}

export CONNECTOR_HOST_HOME=$work/home CONNECTOR_HOST_CACHE=$target/compiled-components
CONNECTOR_HOST_REROUTE=$(node -p 'JSON.parse(process.env.SANDBOX).reroutes.join(",")')
export CONNECTOR_HOST_REROUTE
host=$target/debug/connector-host
"$host" add "$target/component/zoom.wasm" 2>>"$work/host.log"
CLIENT_SECRET=$(of_app sandbox-user-granular client_secret) \
    "$host" app set zoom --client-id sandbox-user-granular \
    --set-env client_secret=CLIENT_SECRET 2>>"$work/host.log"
CONNECTOR_HOST_LOG=${SERVICE_LOG:-warn} "$host" serve --listen 127.0.0.1:0 2>"$work/service.log" &
started+=($!)
said $! "$work/service.log" "Listening on"
SERVICE=$(grep -o 'Listening on http://[0-9.:]*' "$work/service.log" | grep -o 'http.*')
export SERVICE
