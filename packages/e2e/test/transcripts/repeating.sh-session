# A request without an answer is repeated, with the key that it had: it is done once, and the first receipt is the answer.

$ add() { curl -s -H @authorization -H 'Content-Type: text/plain' -H 'Idempotency-Key: monday-1' \
>   --data-binary "$1" $tock_server/v1/lists/inbox/todos; }
$ add 'buy milk due:2026-12-04' | tee first | jq -c '[.op, .rev, .changed]'
["monday-1",1,true]
$ add 'buy milk due:2026-12-04' | cmp - first && echo 'the same receipt'
the same receipt
$ curl -s -H @authorization $tock_server/v1/lists/inbox | jq -c '[.rev, .count]'
[1,1]

# The key is taken: other words are not what it was used for.
$ add 'buy bread' | jq
{
  "type": "urn:tock:problem:op_reused",
  "title": "op reused",
  "status": 422,
  "detail": "op monday-1 was used before for something else",
  "hint": "take another op, or send exactly what it was first used for",
  "code": "op_reused",
  "retryable": false,
  "requestId": "<request>"
}

# A repeat is answered whatever happened since, and whatever the ETag says by now.
$ tick() { curl -s -H @authorization -X PATCH -H 'Idempotency-Key: monday-2' -H 'If-Match: "1"' --json '{"done": true}' \
>   $tock_server/v1/lists/inbox/todos/1; }
$ tick | jq -c '[.rev, .changed]'
[2,true]
$ curl -s -H @authorization -X PATCH --json '{"done": false}' $tock_server/v1/lists/inbox/todos/1 | jq -c '[.rev, .changed]'
[3,true]
$ tick | jq -c '[.rev, .changed]'
[2,true]

# Also of an undo: it takes back one change, however often it is sent.
$ undo() { curl -s -H @authorization -X POST -H 'Idempotency-Key: monday-3' $tock_server/v1/lists/inbox/undo; }
$ undo | jq -c '[.rev, .undone.rev]'
[4,3]
$ undo | jq -c '[.rev, .undone.rev]'
[4,3]
$ curl -s -H @authorization $tock_server/v1/lists/inbox | jq .rev
4
