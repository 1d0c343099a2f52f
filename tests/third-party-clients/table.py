"""Prints for each client how many calls were tried, which did what they should, which the
sandbox refused as Zoom would, and which failed."""

import json
import sys
from collections import defaultdict
from textwrap import wrap

calls = defaultdict(list)
with open(sys.argv[1], encoding="utf-8") as steps:
    for line in steps:
        client, call, outcome = json.loads(line)
        calls[client].append((call, outcome))

width = max(map(len, calls), default=0)
print(f"{'client':{width}}  {'tried':>5}  {'ok':>3}  {'refused':>7}  {'failed':>6}  calls")
failed = False
for client, noted in calls.items():
    tried = [call for call, outcome in noted if outcome != "absent"]
    good = [call for call, outcome in noted if outcome == "ok"]
    bad = [call for call, outcome in noted if outcome == "FAILED"]
    no = [call for call, outcome in noted if outcome == "refused"]
    missing = [call for call, outcome in noted if outcome == "absent"]
    failed |= bool(bad)
    words = ", ".join(good)
    if bad:
        words += f"; FAILED: {', '.join(bad)}"
    if no:
        words += f"; refused as Zoom publishes it: {', '.join(no)}"
    if missing:
        words += f"; not in the sandbox: {', '.join(missing)}"
    lines = wrap(words, 100, break_on_hyphens=False)
    print(f"{client:{width}}  {len(tried):5}  {len(good):3}  {len(no):7}  {len(bad):6}  {lines[0] if lines else ''}")
    for line in lines[1:]:
        print(" " * (width + 31) + line)
sys.exit(failed)
