# Changing a todo over REST.

$ curl -s -D headers -H @authorization -H 'Content-Type: text/plain' --data-binary 'buy milk +home' \
>   $tock_server/v1/lists/inbox/todos | jq -c '[.rev, .todos[].title]'
[1,"buy milk"]
$ milk=$tock_server/v1/lists/inbox/todos/1

# Fields; null clears one, and tags merge with other people's.
$ curl -s -H @authorization -X PATCH --json '{"title": "buy oat milk", "pri": "A", "addTags": ["shop"]}' $milk | jq -c '[.rev, .changed]'
[2,true]
$ curl -s -H @authorization -X PATCH --json '{"pri": null, "removeTags": ["home"]}' $milk | jq -c '[.rev, .changed]'
[3,true]

# Or words, as `tock edit` takes them.
$ curl -s -H @authorization -X PATCH -H 'Content-Type: text/plain' --data-binary 'due:2026-12-04 +home' $milk | jq -c '[.rev, .changed]'
[4,true]
$ curl -s -H @authorization $milk | jq -c '[.title, .pri, .due, .tags]'
["buy oat milk",null,"2026-12-04",["shop","home"]]

# To tick it only if nobody changed it meanwhile: send the ETag with which it was read.
$ etag=$(curl -s -o /dev/null -w '%header{etag}' -H @authorization $milk)
$ echo $etag
"<id of the store>:4"
$ curl -s -H @authorization -X PATCH -H "If-Match: $etag" --json '{"done": true}' $milk | jq -c '[.rev, .changed]'
[5,true]

# Somebody who saw it before that is told what happened meanwhile.
$ curl -s -i -H @authorization -X PATCH -H "If-Match: $etag" --json '{"title": "buy soy milk"}' $milk | tr -d '\r' | \
>   grep -E '^(HTTP|content-type|\{)'
HTTP/1.1 412 Precondition Failed
content-type: application/problem+json
{"type":"urn:tock:problem:conflict","title":"conflict","status":412,"detail":"1 was changed at revision 5, after revision 4","hint":"it says now: buy oat milk","code":"conflict","retryable":false,"requestId":"<request>"}

# A revision alone is understood, too.
$ curl -s -o /dev/null -w '%{http_code}\n' -H @authorization -X PATCH -H 'If-Match: "5"' --json '{"done": false}' $milk
200

# What is so already is no commit.
$ curl -s -H @authorization -X PATCH --json '{"done": false}' $milk | jq -c '[.rev, .changed]'
[6,false]

# `seen` refuses only where one of these fields was edited since.
$ curl -s -H @authorization -X PATCH --json '{"notes": "two bottles", "seen": 4}' $milk | jq -c '[.rev, .changed]'
[7,true]
$ curl -s -H @authorization -X PATCH --json '{"title": "buy rice milk", "seen": 1}' $milk | jq -r '"\(.status) \(.code): \(.detail), \(.hint)"'
412 conflict: <person> edited the title of 1 meanwhile, at revision 2, it is now: buy oat milk

# Another place in the list.
$ curl -s -H @authorization --json '{"todos": [{"title": "wax skis"}, {"title": "book flights"}]}' $tock_server/v1/lists/inbox/todos | jq .rev
8
$ curl -s -H @authorization -X PATCH --json '{"place": "top"}' $tock_server/v1/lists/inbox/todos/3 | jq .rev
9
$ curl -s -H @authorization -X PATCH --json '{"place": "after", "of": "2"}' $milk | jq .rev
10
$ curl -s -H @authorization $tock_server/v1/lists/inbox/todos | jq -c '[.todos[].n]'
[3,2,1]

# Removed, and brought back.
$ curl -s -H @authorization -X DELETE $milk | jq -c '[.rev, .changed]'
[11,true]
$ curl -s -H @authorization -X PATCH --json '{"done": true}' $milk | jq -r '"\(.status) \(.code): \(.detail)"'
409 refused: 1 was removed by <person>
$ curl -s -H @authorization -X PATCH --json '{"removed": false}' $milk | jq -c '[.rev, .changed]'
[12,true]

# Another list: both have it in one step, or neither. The receipt is that of the list that has it now.
$ curl -s -o /dev/null -H @authorization --json '{"name": "groceries"}' $tock_server/v1/lists
$ curl -s -H @authorization -X PATCH --json '{"list": "groceries"}' $milk | jq
{
  "op": "<id>",
  "list": "<id of groceries>",
  "listName": "groceries",
  "epoch": "<id of the store>",
  "durability": "fsync",
  "rev": 1,
  "changed": true,
  "todos": [
    {
      "id": "<id of milk>",
      "n": 1,
      "title": "buy oat milk"
    }
  ],
  "from": {
    "list": "<id of inbox>",
    "listName": "inbox",
    "rev": 13
  }
}
$ curl -s -H @authorization $tock_server/v1/lists/groceries/todos | jq -c '.todos[] | [.n, .title, .list]'
[1,"buy oat milk","groceries"]
$ curl -s -H @authorization $milk | jq -c '[.state, .movedTo]'
["removed","<id of groceries>"]

# Taken back, and brought about again: the newest of one's own changes of that list.
$ curl -s -H @authorization -X POST $tock_server/v1/lists/inbox/undo | jq -c '[.rev, .listName, .undone]'
[14,"inbox",{"rev":13,"types":["todo_received"]}]
$ curl -s -H @authorization -X POST $tock_server/v1/lists/inbox/redo | jq -c '[.rev, .listName, .redone]'
[15,"inbox",{"rev":13,"types":["todo_sent"]}]
$ curl -s -H @authorization $tock_server/v1/lists/inbox/todos | jq -c '[.todos[].n]'
[3,2]

# A list gets another name, or goes out of the way; nothing in it is lost.
$ curl -s -H @authorization -X PATCH --json '{"name": "food"}' $tock_server/v1/lists/groceries | jq -c '[.listName, .changed]'
["food",true]
$ curl -s -H @authorization -X PATCH --json '{"archived": true}' $tock_server/v1/lists/food | jq -c '[.listName, .changed]'
["food",true]
$ curl -s -H @authorization --json '{"title": "bread"}' $tock_server/v1/lists/food/todos | jq -r '"\(.status) \(.code): \(.detail)"'
409 refused: food is archived
$ curl -s -H @authorization -X PATCH --json '{"archived": false}' $tock_server/v1/lists/food | jq -c '[.listName, .changed]'
["food",true]
