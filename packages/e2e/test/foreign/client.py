"""A client of another making: Debian's python3-socketio, and nothing that docs/protocol.md does not say.

It reads commands on stdin, a JSON object a line, and writes what it is told and what it found on stdout, a line each.
"""

import asyncio
import base64
import hashlib
import hmac
import json
import secrets
import sys
import urllib.request

import socketio


def say(kind, **what):
    print(json.dumps({"kind": kind, **what}), flush=True)


def base64url(digest):
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def chain(before, body):
    """h(rev), as the document has it."""
    return base64url(hashlib.sha256((before + "\n" + body).encode()).digest())[:22]


def prove(url, device, token):
    """Whether who listens there knows the token: no proof, no token."""
    nonce = secrets.token_hex(16)
    with urllib.request.urlopen(f"{url}/hello?device={device}&nonce={nonce}") as answer:
        hello = json.load(answer)
    key = base64url(hashlib.sha256(token.encode()).digest())
    expected = base64url(hmac.new(key.encode(), nonce.encode(), hashlib.sha256).digest())
    return hello["proof"] == expected


class Follower:
    """One list, from its first revision on or from a cursor."""

    def __init__(self, rev, h):
        self.rev, self.h = rev, h
        self.list = None
        self.answered = False
        self.pages = []
        self.held = []
        self.opening = True
        self.titles = {}

    def take(self, commit):
        if commit["rev"] <= self.rev:
            return
        body = json.loads(commit["body"])
        if commit["rev"] != self.rev + 1:
            say("wrong", what=f"revision {commit['rev']} came after {self.rev}")
        fits = chain(self.h, commit["body"]) == commit["h"]
        if not fits or body["rev"] != commit["rev"] or body["list"] != commit["list"]:
            say("wrong", what=f"the chain does not fit at {commit['rev']}")
        self.rev, self.h = commit["rev"], commit["h"]
        for request in body["requests"]:
            for change in request["changes"]:
                if change["type"] == "todo_added":
                    self.titles[change["id"]] = change["title"]
                elif change["type"] == "todo_edited" and "title" in change["set"]:
                    self.titles[change["id"]] = change["set"]["title"]
        say("commit", rev=self.rev, h=self.h, ops=[request["op"] for request in body["requests"]])

    def turn(self):
        """Pages wait for their answer, and commits for the last page."""
        while self.answered and self.pages:
            page = self.pages.pop(0)
            for item in json.loads(page["items"]):
                if "body" in item:
                    self.take(item)
                else:
                    self.titles[item["id"]] = item["title"]
            if page["last"]:
                self.opening = False
                say("current", rev=self.rev, h=self.h, titles=sorted(self.titles.values()))
                for commit in self.held:
                    self.take(commit)
                self.held = []


async def main(url, device, token, protocol):
    if not prove(url, device, token):
        say("wrong", what="no proof")
        return
    # Resuming is part of the protocol, and not Socket.IO's.
    client = socketio.AsyncClient(reconnection=False)
    welcomed = asyncio.get_running_loop().create_future()
    following = None
    client.on("welcomed", lambda fact: welcomed.set_result(fact))

    def paged(page):
        if following is not None:
            following.pages.append(page)
            following.turn()

    def committed(commit):
        if following is None or (following.list not in (None, commit["list"])):
            return
        if following.opening:
            following.held.append(commit)
        else:
            following.take(commit)

    client.on("list:paged", paged)
    client.on("committed", committed)
    client.on("heartbeat", lambda head: say("heartbeat", rev=head["rev"], h=head["h"]))
    client.on("connect_error", lambda data: say("refused", data=data))
    client.on("disconnect", lambda *_: say("disconnected"))
    try:
        auth = {"token": token, "protocol": int(protocol), "client": "python3-socketio/5"}
        await client.connect(url, auth=auth, transports=["websocket"])
    except socketio.exceptions.ConnectionError:
        return
    fact = await asyncio.wait_for(welcomed, 10)
    say("welcomed", **fact)

    lines = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(lines), sys.stdin)
    while line := await lines.readline():
        command = json.loads(line)
        if command["do"] == "ask":
            outcome = await client.call(command["event"], command["payload"], timeout=10)
            say("outcome", outcome=outcome)
        elif command["do"] == "follow":
            since = command.get("since")
            following = Follower(0, "") if since is None else Follower(since["rev"], since.get("h"))
            request = {"list": command["list"], "follow": True, **({} if since is None else {"since": since})}
            outcome = await client.call("list:open", request, timeout=10)
            if not outcome["ok"]:
                following = None
                say("outcome", outcome=outcome)
                continue
            opened = outcome["value"]
            following.list = opened["list"]["id"]
            if opened["content"] == "todos":
                following.rev, following.h = opened["rev"], opened["h"]
            following.answered = True
            say("opened", content=opened["content"], rev=opened["rev"], h=opened["h"])
            following.turn()
    await client.disconnect()


asyncio.run(main(*sys.argv[1:5]))
