"""The smallest honest host of a connector: it makes the exchanges that the connector asks for.

    COMPONENT=zoom.wasm ACCESS_TOKEN=… python driver.py create-meeting '{"topic": "Weekly review"}'

Left out: getting and renewing tokens, limits for what a connector computes, and addresses of
private networks, which names may lead to.
"""

import hashlib
import http.client
import json
import os
import re
import socket
import ssl
import sys
import time
import urllib.error
import urllib.request
from urllib.parse import urljoin, urlsplit

from wasmtime import Config, Engine, Store
from wasmtime.component import Component, Linker, Record, Variant

LIMIT = 16 << 20
ENGINE = Engine(Config())
COMPONENT = Component.from_file(ENGINE, os.environ["COMPONENT"])
LINKER = Linker(ENGINE)


class Refused(Exception):
    """What the connector asks for is not done."""


class Failure(Exception):
    """The connector's own failure."""


def record(**fields):
    made = Record()
    for name, value in fields.items():
        setattr(made, name.replace("_", "-"), value)
    return made


def call(function, *arguments):
    """Calls the connector; an instance lives for one call."""
    store = Store(ENGINE)
    instance = LINKER.instantiate(store, COMPONENT)
    interface = instance.get_export_index(store, "ipaas:connector/connector@0.2.0")
    index = instance.get_export_index(store, function, interface)
    answer = instance.get_func(store, index)(store, *arguments)
    if isinstance(answer, Record):
        raise Failure(f"{answer.kind}: {answer.message}")
    return answer


def now():
    return int(time.time())


MANIFEST = json.loads(call("describe"))


def invoke(action, given):
    """The loop: perform what the connector asks for, and tell it how it went, until it is done."""
    connection = {"method": "oauth2", "settings": "{}", "base_url": None, "scopes": [], "now": now()}
    items = []
    step = call("invoke", record(**connection), action, given)
    while step.tag != "done":
        if step.tag == "page":
            items += json.loads(step.payload.items)
            step = Variant("send", step.payload.then)
        perform = {"send": exchange, "download": download}.get(step.tag)
        if perform is None:
            raise Refused(f"this host has no secret to {step.tag} with")
        time.sleep(getattr(step.payload, "after-ms") / 1000)
        step = call("resume", step.payload.state, perform(step.payload), now())
    output = json.loads(step.payload)
    if items:
        pagination = next(known for known in MANIFEST["actions"] if known["id"] == action)["pagination"]
        output[pagination["items"]] = items + output[pagination["items"]]
    return output


def exchange(asked, tries=3):
    """What may be repeated is tried again; what may not, and may have been carried out, is lost."""
    try:
        with send(asked) as answer:
            return Variant("response", response(answer))
    except (OSError, http.client.HTTPException) as error:
        reason = getattr(error, "reason", error)
        unsent = (socket.gaierror, ConnectionRefusedError, ssl.SSLCertVerificationError)
        if isinstance(reason, unsent):
            raise
        if not asked.repeatable:
            return Variant("lost")
        if tries == 1:
            raise
    time.sleep(1)
    return exchange(asked, tries - 1)


def download(asked):
    """A file is kept under its name when all of it is there and is what was asked for."""
    with send(asked) as answer:
        media_type = answer.headers.get("content-type", "").split(";")[0].strip().lower()
        fits = any(
            kind == media_type or kind.endswith("/*") and media_type.startswith(kind[:-1])
            for kind in getattr(asked, "media-types")
        )
        if answer.status != 200 or not fits:
            return Variant("response", response(answer, cut_short=True))
        name = getattr(asked, "file-name")
        if re.search(r"[/\\\0]|^\.*$", name):
            raise Refused(f"{name} is no name for a file")
        path = os.path.join(os.environ.get("DOWNLOADS", "."), name)
        digest, size = hashlib.sha256(), 0
        with open(f"{path}.part", "wb") as file:
            while chunk := answer.read(1 << 20):
                digest.update(chunk)
                size += file.write(chunk)
    if asked.size not in (None, size):
        raise Refused(f"{name} has {size} bytes, not {asked.size}")
    os.rename(f"{path}.part", path)
    receipt = record(file_name=name, size=size, media_type=media_type, sha256=digest.hexdigest())
    return Variant("downloaded", receipt)


class NoRedirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


OPENER = urllib.request.build_opener(NoRedirects)


def send(asked):
    """Each address is held against the manifest, and the credential goes to no second origin."""
    method, url, body = asked.request.method, asked.request.url, asked.request.body
    headers = {field.name.lower(): field.value for field in asked.request.headers}
    first, credential = origin_of(url), asked.credential
    for hops in range(6):
        known = next((known for known in MANIFEST["origins"] if matches(known["origin"], url)), None)
        public = hops > 0 and asked.redirects == "public" and method == "GET" and url.startswith("https://")
        if not (known or public) or urlsplit(url).username:
            raise Refused(f"the connector may not reach {origin_of(url)}")
        if origin_of(url) != first or not known or "credential" not in known["marks"]:
            credential = "none"
        headers.pop("authorization", None)
        if credential != "none":
            headers["authorization"] = f"Bearer {os.environ['ACCESS_TOKEN']}"
        request = urllib.request.Request(url, body, headers, method=method)
        try:
            answer = OPENER.open(request, timeout=60)
        except urllib.error.HTTPError as error:
            answer = error
        location = answer.headers.get("location")
        if answer.status not in (301, 302, 303, 307, 308) or location is None:
            return answer
        answer.close()
        url = urljoin(url, location)
        if answer.status == 303 or answer.status < 303 and method == "POST":
            method, body = "GET", None
            headers.pop("content-type", None)
    raise Refused(f"{first} redirects too often")


def origin_of(url):
    return "{0.scheme}://{0.netloc}".format(urlsplit(url))


def matches(pattern, url):
    scheme, host = pattern.split("//")
    origin = origin_of(url).lower()
    if host.startswith("*."):
        return origin.startswith(f"{scheme}//") and origin.endswith(host[1:])
    return origin == pattern


def response(answer, cut_short=False):
    """What the connector may see of an answer."""
    body = answer.read(LIMIT + 1)
    if len(body) > LIMIT and not cut_short:
        raise Refused("the answer is larger than 16 MiB")
    secret = ("set-cookie", "authorization")
    fields = [(name.lower(), value) for name, value in answer.headers.items()]
    headers = [record(name=name, value=value) for name, value in fields if name not in secret]
    return record(status=answer.status, headers=headers, body=body[:LIMIT])


if __name__ == "__main__":
    try:
        print(json.dumps(invoke(sys.argv[1], *sys.argv[2:] or ["{}"]), indent=2, ensure_ascii=False))
    except Failure as failure:
        sys.exit(str(failure))
