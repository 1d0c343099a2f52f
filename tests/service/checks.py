"""What answers are held against beside the document: whether a key may do what it does, whether what fits
the document is called malformed, and whether what is streamed is whole.
"""

import base64
import email.policy
import hashlib
import json
import re

import schemathesis

from given import AS

# The codes of problems by which a request is not of the form that the document has it in. What is of
# that form can still be refused by a rule, or be about what there is not.
OF_THE_FORM = {
    "bad-parameter",
    "body-broken",
    "malformed-body",
    "malformed-key",
    "no-route",
    "not-acceptable",
    "wrong-body",
    "wrong-media-type",
    "wrong-method",
}


def operation(case):
    """The id of the operation."""
    return case.operation.definition.raw["operationId"]


def takes(case):
    """The right that an operation takes by its description, or `operator`; none where no key is needed."""
    words = case.operation.definition.raw["description"]
    right = re.search(r"It\s+takes\s+the\s+right\s+`(\w+)`", words)
    if right:
        return right[1]
    if re.search(r"It\s+takes\s+an\s+operator's\s+key", words):
        return "operator"
    assert "No key is needed" in words, f"{operation(case)} does not say what it takes: {words}"
    return None


def is_granted(case):
    """Whether the key of this run is good for the operation."""
    return takes(case) is None or takes(case) in AS["rights"]


def is_elsewhere(request):
    """Whether it names a tenant that the key is not good for."""
    named = request.headers.get("Tenant")
    return "operator" not in AS["rights"] and named not in (None, AS["tenant"])


def is_meant(case):
    """Whether the request is for the operation at all, and not for a method or a path that is none."""
    phase = case.meta and case.meta.phase.data
    scenario = getattr(phase, "scenario", None)
    return case.meta is not None and scenario not in ("unspecified_http_method", "unsupported_path_pattern")


def code(response):
    """The code of the problem; none where it is none."""
    if response.headers.get("content-type") != ["application/problem+json"]:
        return None
    return response.json()["code"]


@schemathesis.check
def rights_of_the_key(ctx, response, case):
    """What the key is not good for is refused, whatever else is wrong; and what it is good for is not."""
    shown = response.request.headers.get("Authorization")
    if not is_meant(case) or shown != f"Bearer {AS['key']}" or response.status_code == 429:
        return
    found = (response.status_code, code(response))
    if is_granted(case) and is_elsewhere(response.request):
        assert found[0] >= 400, f"it is for another tenant, and the answer is {found}"
    elif is_granted(case):
        assert found[1] != "no-right" and found[0] != 401, f"the key has the right, and is refused: {found}"
    else:
        assert found == (403, "no-right"), f"the key has no such right, and the answer is {found}"


@schemathesis.check
def form_of_the_request(ctx, response, case):
    """Nothing that is as the document has it is said to be of another form."""
    if not is_meant(case) or not case.meta.generation.mode.is_positive:
        return
    if operation(case) == "create-connect-session" and isinstance(case.body, dict):
        # That one of two members is needed is a rule that the document has in words alone.
        if case.body.get("connector") is None and case.body.get("connection") is None:
            return
    found = code(response)
    assert found not in OF_THE_FORM, f"what the document allows is `{found}`: {response.text}"


@schemathesis.check
def whole_of_a_stream(ctx, response, case):
    """Lines end with what there is behind them, and files are what their digests say."""
    if operation(case) != "invoke" or response.status_code != 200:
        return
    media_type = response.headers["content-type"][0]
    if media_type == "application/x-ndjson":
        check_lines(response.content)
    elif media_type.startswith("multipart/mixed"):
        check_parts(media_type, response.content)
    elif media_type == "application/octet-stream":
        check_bytes(response)


def check_lines(content):
    """Pages, and at the end the rest of the output, or what ended it early."""
    *pages, last = [json.loads(line) for line in content.splitlines()]
    assert content.endswith(b"\n"), "the last line is cut short"
    assert all(list(page) == ["items"] for page in pages), f"not all of these are pages: {pages}"
    assert last.keys() in ({"output", "warnings"}, {"problem"}), f"this is no end: {last}"


def check_parts(media_type, content):
    """Files, and at the end the output with their digests."""
    head = f"Content-Type: {media_type}\r\n\r\n".encode()
    message = email.message_from_bytes(head + content, policy=email.policy.HTTP)
    *files, last = message.iter_parts()
    told = json.loads(last.get_payload(decode=True))
    digests = [hashlib.sha256(file.get_payload(decode=True)).hexdigest() for file in files]
    assert digests == [file["sha256"] for file in told["files"]], f"{digests} are not those of {told}"


def check_bytes(response):
    """A file with its digest; or word that this comes behind it, for whoever takes it there."""
    if response.request.headers.get("TE") == "trailers":
        trailer = response.headers.get("trailer")
        assert trailer == ["repr-digest"], f"behind the bytes is to be their digest, and not {trailer}"
        return
    digest = base64.b64encode(hashlib.sha256(response.content).digest()).decode()
    told = response.headers.get("repr-digest")
    assert told == [f"sha-256=:{digest}:"], f"the bytes have the digest {digest}, and not {told}"
