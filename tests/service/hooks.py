"""What Schemathesis has to be told to make requests of: see the script beside this."""

import schemathesis


@schemathesis.serializer("application/wasm")
def component(context, value):
    """A component is bytes; these are none that the service would add."""
    return value if isinstance(value, bytes) else str(value).encode()
