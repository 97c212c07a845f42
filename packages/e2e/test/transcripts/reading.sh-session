# Reading over REST, page by page, filtered, and cheaply again and again.

$ printf '%s\n' 'buy milk +home' 'buy bread +home pri:B' 'file taxes pri:A' 'book flights' 'wax skis +home' | \
>   curl -s -H @authorization -H 'Content-Type: text/plain' --data-binary @- $tock_server/v1/lists/inbox/todos | jq .rev
1

# What is open, in the order of the list, two at a time. While `next` is not null there is more, and `Link` says where.
$ curl -s -D headers -H @authorization "$tock_server/v1/lists/inbox/todos?limit=2" | jq -c '.rev, (.todos[] | [.n, .title]), .next'
1
[1,"buy milk"]
[2,"buy bread"]
"a1:<id of bread>"
$ grep -i '^link' headers
link: <?limit=2&after=a1%3A<id of bread>>; rel="next"
$ next=$(curl -s -H @authorization "$tock_server/v1/lists/inbox/todos?limit=2" | jq -r .next)
$ curl -s -G -H @authorization -d limit=2 --data-urlencode "after=$next" $tock_server/v1/lists/inbox/todos | jq -c '.todos[] | [.n, .title]'
[3,"file taxes"]
[4,"book flights"]

# A filter takes what `tock ls` takes.
$ curl -s -G -H @authorization --data-urlencode 'filter=+home buy' $tock_server/v1/lists/inbox/todos | jq -c '.todos[] | [.n, .title]'
[1,"buy milk"]
[2,"buy bread"]
$ curl -s -G -H @authorization --data-urlencode 'filter=pri:A or pri:B' $tock_server/v1/lists/inbox/todos | jq -c '.todos[] | [.n, .title]'
[2,"buy bread"]
[3,"file taxes"]

# A todo by its number, or by its id, with everything that happened to it.
$ curl -s -H @authorization $tock_server/v1/lists/inbox/todos/3 | jq
{
  "id": "<id of taxes>",
  "n": 3,
  "title": "file taxes",
  "done": false,
  "state": "open",
  "list": "inbox",
  "listId": "<id of inbox>",
  "rev": 1,
  "pri": "A",
  "due": null,
  "wait": null,
  "for": null,
  "tags": [],
  "notes": null,
  "createdAt": "<date>",
  "createdBy": "<person>",
  "doneAt": null,
  "doneBy": null,
  "removedAt": null,
  "removedBy": null,
  "movedTo": null,
  "history": [
    {
      "rev": 1,
      "at": "<date>",
      "by": "<person>",
      "op": "<id>",
      "change": {
        "type": "todo_added",
        "id": "<id of taxes>",
        "position": "a2",
        "title": "file taxes",
        "pri": "A"
      }
    }
  ],
  "historyFrom": "beginning"
}
$ id=$(curl -s -H @authorization $tock_server/v1/lists/inbox/todos/3 | jq -r .id)
$ curl -s -H @authorization $tock_server/v1/lists/inbox/todos/$id | jq -r .title
file taxes

# Where a list stands is cheap to ask: its ETag changes with every commit.
$ curl -s -D headers -H @authorization $tock_server/v1/lists/inbox | jq
{
  "id": "<id of inbox>",
  "name": "inbox",
  "owner": "<person>",
  "title": "inbox",
  "epoch": "<id of the store>",
  "rev": 1,
  "h": "<h>",
  "count": 5,
  "keptFrom": 1
}
$ etag=$(sed -n 's/^etag: \(.*\)\r$/\1/ip' headers)
$ curl -s -o /dev/null -w '%{http_code}\n' -H @authorization -H "If-None-Match: $etag" $tock_server/v1/lists/inbox
304
$ curl -s -H @authorization -X DELETE $tock_server/v1/lists/inbox/todos/4 | jq .rev
2
$ curl -s -o /dev/null -w '%{http_code}\n' -H @authorization -H "If-None-Match: $etag" $tock_server/v1/lists/inbox
200

# Who follows it right now.
$ curl -s -H @authorization $tock_server/v1/lists/inbox/presence | jq -c
{"list":"<id of inbox>","people":[],"more":0}
