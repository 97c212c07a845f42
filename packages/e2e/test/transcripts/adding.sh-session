# Adding over REST. `authorization` holds the token: a command line would show it to everyone on the machine.

# Words, as `tock add` takes them. The answer is a receipt: what it says is stored.
$ curl -s -H @authorization -H 'Content-Type: text/plain' \
>   --data-binary 'buy milk +home pri:A due:2026-12-04' $tock_server/v1/lists/inbox/todos | jq
{
  "op": "<id>",
  "list": "<id of inbox>",
  "listName": "inbox",
  "epoch": "<id of the store>",
  "durability": "fsync",
  "rev": 1,
  "changed": true,
  "todos": [
    {
      "id": "<id of milk>",
      "n": 1,
      "title": "buy milk"
    }
  ]
}

# What became of the words.
$ curl -s -H @authorization $tock_server/v1/lists/inbox/todos/1 | jq -c '[.n, .title, .pri, .due, .tags, .state]'
[1,"buy milk","A","2026-12-04",["home"],"open"]

# Several lines are one request: all of them, or none.
$ printf '%s\n' 'buy bread +home' 'call @phone the plumber' | curl -s -H @authorization \
>   -H 'Content-Type: text/plain' --data-binary @- $tock_server/v1/lists/inbox/todos | jq -c '[.rev, .todos[].title]'
[2,"buy bread","call the plumber"]
$ printf '%s\n' 'buy eggs' 'buy butter due:someday' | curl -s -H @authorization \
>   -H 'Content-Type: text/plain' --data-binary @- $tock_server/v1/lists/inbox/todos | jq -r '"\(.status) \(.code): \(.detail)"'
400 invalid: line 2: "due:someday" is not a date or time

# Fields are taken as they stand; `Location` is where the todo is, `ETag` the revision that touched it last.
$ curl -s -i -H @authorization --json '{"title": "send due:fri to Ana", "tags": ["work"], "notes": "by post"}' \
>   $tock_server/v1/lists/inbox/todos | grep -iE '^(HTTP|content-type|location|etag)'
HTTP/1.1 201 Created
content-type: application/json
etag: "<id of the store>:3"
location: /v1/lists/<id of inbox>/todos/<id of the letter>

# Several of them, too.
$ curl -s -H @authorization --json '{"todos": [{"title": "wax skis"}, {"title": "wax sledge", "done": true}]}' \
>   $tock_server/v1/lists/inbox/todos | jq -c '[.rev, (.todos[] | .n)]'
[4,5,6]

# Words in JSON have a clock: what `tomorrow` is, is for a time zone to say.
$ curl -s -H @authorization --json '{"text": "water the plants due:tomorrow", "timeZone": "Pacific/Auckland"}' \
>   $tock_server/v1/lists/inbox/todos | jq -c '[.rev, .todos[].title]'
[5,"water the plants"]

# A list of one's own.
$ curl -s -i -H @authorization --json '{"name": "groceries"}' $tock_server/v1/lists | grep -iE '^(HTTP|location)'
HTTP/1.1 201 Created
location: /v1/lists/<id of groceries>
$ curl -s -H @authorization $tock_server/v1/lists | jq -c '.lists[] | [.name, .id]'
["inbox","<id of inbox>"]
["groceries","<id of groceries>"]
