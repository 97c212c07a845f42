# What happened since: commits behind a cursor, and as they happen.

$ for title in 'buy milk' 'buy bread' 'wax skis'; do
>   curl -s -H @authorization --json "{\"title\": \"$title\"}" $tock_server/v1/lists/inbox/todos | jq .rev
> done
1
2
3

# From the first on, two at a time; `cursor` is where the next page begins.
$ curl -s -H @authorization "$tock_server/v1/lists/inbox/commits?limit=2" | tee page | jq -c '.rev, (.commits[] | [.rev, .h, .changes[].title]), .cursor, .more'
3
[1,"<h of milk>","buy milk"]
[2,"<h of bread>","buy bread"]
"<id of the store>:2:<h of bread>"
true
$ cursor=$(jq -r .cursor page)
$ curl -s -H @authorization "$tock_server/v1/lists/inbox/commits?since=$cursor" | tee page | jq
{
  "list": "<id of inbox>",
  "epoch": "<id of the store>",
  "rev": 3,
  "commits": [
    {
      "list": "<id of inbox>",
      "epoch": "<id of the store>",
      "rev": 3,
      "h": "<h of skis>",
      "at": "<date>",
      "changes": [
        {
          "type": "todo_added",
          "id": "<id of skis>",
          "position": "a2",
          "title": "wax skis",
          "by": "<person>",
          "op": "<id>",
          "n": 3
        }
      ]
    }
  ],
  "cursor": "<id of the store>:3:<h of skis>",
  "more": false
}
$ cursor=$(jq -r .cursor page)
$ curl -s -H @authorization "$tock_server/v1/lists/inbox/commits?since=$cursor" | jq -c '[.commits, .more]'
[[],false]

# Who did what, newest first.
$ curl -s -H @authorization "$tock_server/v1/lists/inbox/log?limit=2" | jq -c '(.commits[] | [.rev, .at, (.changes[] | .by, .type, .title)]), .next'
[3,"<date>","<person>","todo_added","wax skis"]
[2,"<date>","<person>","todo_added","buy bread"]
2

# Live: the id of an event is the cursor behind it, for `since` and `Last-Event-ID`.
$ curl -s -H @authorization --json '{"title": "book flights"}' $tock_server/v1/lists/inbox/todos | jq .rev
4
$ curl -sN -H @authorization "$tock_server/v1/lists/inbox/events?since=$cursor" | head -n 7
retry: 1000
id: <id of the store>:3:<h of skis>
event: opened
data: {"list":{"id":"<id of inbox>","name":"inbox","owner":"<person>","title":"inbox"},"epoch":"<id of the store>","rev":4,"h":"<h of flights>"}
id: <id of the store>:4:<h of flights>
event: committed
$ curl -sN -H @authorization -H "Last-Event-ID: $cursor" $tock_server/v1/lists/inbox/events | head -n 7 | grep ^id
id: <id of the store>:3:<h of skis>
id: <id of the store>:4:<h of flights>

# A cursor of another history is refused, and nothing is skipped silently.
$ curl -s -H @authorization "$tock_server/v1/lists/inbox/commits?since=${cursor/:3:/:9:}" | jq -r '"\(.status) \(.code): \(.detail)"'
409 server_behind: the server has no revision 9 of this list: it went back to an older state
$ curl -s -H @authorization "$tock_server/v1/lists/inbox/events?since=bcdfghjklmnp:3" | jq -r '"\(.status) \(.code): \(.detail)"'
409 server_behind: the server has another history than the one you saw: it was restored or replaced
$ curl -s -H @authorization "$tock_server/v1/lists/inbox/events?since=yesterday" | jq -r '"\(.status) \(.code): \(.detail)"'
400 invalid: "yesterday" is not EPOCH:REV or EPOCH:REV:H
