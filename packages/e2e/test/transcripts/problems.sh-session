# What was not done is a problem document (RFC 9457). `code` is the code of every door.

$ problem() { curl -s "$@" | jq -r '"\(.status) \(.code): \(.detail)"'; }

# 401: who are you?
$ curl -s -i $tock_server/v1/lists | tr -d '\r' | grep -E '^(HTTP|content-type|www-authenticate|\{)'
HTTP/1.1 401 Unauthorized
content-type: application/problem+json
www-authenticate: Bearer realm="tock"
{"type":"urn:tock:problem:unauthenticated","title":"unauthenticated","status":401,"detail":"a token is needed","hint":"send it as Authorization: Bearer tock_…","code":"unauthenticated","retryable":false,"requestId":"<request>"}
$ problem -H 'Authorization: Bearer tock_wrong' $tock_server/v1/lists
401 unauthenticated: the server does not know this token

# 404: an address, a list, a todo.
$ problem $tock_server/v2
404 not_found: there is nothing at this address
$ problem -H @authorization $tock_server/v1/lists/nope
404 not_found: there is no list "nope"
$ problem -H @authorization $tock_server/v1/lists/inbox/todos/7
404 not_found: there is no todo "7" in this list

# 405: `Allow` says what the address takes.
$ curl -s -o /dev/null -w '%{http_code} %header{allow}\n' -H @authorization -X PUT $tock_server/v1/lists/inbox/todos
405 GET, POST
$ problem -H @authorization -X PUT $tock_server/v1/lists/inbox/todos
405 invalid: this address takes GET, POST

# 400: the request says something that it cannot.
$ problem -H @authorization --json '{"title": ""}' $tock_server/v1/lists/inbox/todos
400 invalid: the title is empty
$ problem -H @authorization --json '{"titel": "buy milk"}' $tock_server/v1/lists/inbox/todos
400 invalid: title must be of type string
$ problem -H @authorization --json '{"title": "buy milk"' $tock_server/v1/lists/inbox/todos
400 invalid: the body is not JSON
$ problem -H @authorization -H 'Idempotency-Key: not a key' --json '{"title": "buy milk"}' $tock_server/v1/lists/inbox/todos
400 invalid: an Idempotency-Key is 1 to 128 of A-Z a-z 0-9 . _ : -
$ problem -H @authorization "$tock_server/v1/lists/inbox/todos?limit=many"
400 invalid: limit must be a whole number from 1 to 2000
$ problem -H @authorization "$tock_server/v1/lists/inbox/todos?pages=2"
400 invalid: there is no field "pages" in this request

# 415: a body that does not say what it is, as curl's -d alone.
$ problem -H @authorization -d 'buy milk' $tock_server/v1/lists/inbox/todos
415 invalid: the body must be application/json or text/plain

# 412: it was changed meanwhile. 422: the key was used for something else.
$ curl -s -H @authorization -H 'Idempotency-Key: tuesday-1' --json '{"title": "buy milk"}' $tock_server/v1/lists/inbox/todos | jq .rev
1
$ curl -s -H @authorization -X PATCH --json '{"title": "buy oat milk"}' $tock_server/v1/lists/inbox/todos/1 | jq .rev
2
$ problem -H @authorization -X PATCH -H 'If-Match: "1"' --json '{"done": true}' $tock_server/v1/lists/inbox/todos/1
412 conflict: <person> changed the title of 1 at revision 2, after revision 1
$ problem -H @authorization -H 'Idempotency-Key: tuesday-1' --json '{"title": "buy bread"}' $tock_server/v1/lists/inbox/todos
422 op_reused: op tuesday-1 was used before for something else

# 409: it is refused, or the history is another one.
$ problem -H @authorization --json '{"name": "inbox"}' $tock_server/v1/lists
409 refused: you have a list "inbox" already
$ problem -H @authorization -X PATCH -H 'If-Match: "bcdfghjklmnp:1"' --json '{"done": true}' $tock_server/v1/lists/inbox/todos/1
409 server_behind: the server has another history than the one this ETag is of: it was restored or replaced

# 403: requests of a browser's page are refused; this is a door for programs.
$ problem -H @authorization -H 'Origin: https://example.org' $tock_server/v1/lists
403 forbidden: a foreign Origin or Host is refused

# The log names the request by its id; one may send one's own.
$ curl -s -D - -H @authorization -H 'X-Request-Id: tuesday-7' $tock_server/v1/lists/nope | tr -d '\r' | grep -E '^(x-request-id|\{)'
x-request-id: tuesday-7
{"type":"urn:tock:problem:not_found","title":"not found","status":404,"detail":"there is no list \"nope\"","hint":"tock lists shows yours; tock lists create NAME makes one","code":"not_found","retryable":false,"requestId":"tuesday-7"}
