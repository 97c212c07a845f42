/**
 * Takes Node's own WebSocket away before Socket.IO looks whether there is one, which would load all of undici, though `ws` is
 * used: ten milliseconds of every command. Import it before `socket.io-client`.
 */
Reflect.deleteProperty(globalThis, 'WebSocket');
