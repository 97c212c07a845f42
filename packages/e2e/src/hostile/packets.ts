/** Packets of WebSocket, Engine.IO and Socket.IO: those that a server has to bear, and those after which it has to hang up. */
import { limits } from '@tock/shared';
import type { Chance } from '../chance.ts';
import { hostileValue, INHERITED } from './values.ts';
import { closeFrame, type FrameOptions, frame, opcodes } from './wire.ts';

const ping = (bytes: number) => frame(Buffer.alloc(bytes, 'p'), { opcode: opcodes.ping });
const binary = (bytes: number) => frame(Buffer.alloc(bytes), { opcode: opcodes.binary });
/** A text in pieces, with control frames between them. */
function inPieces(text: string, pieces: number): Buffer[] {
  const size = Math.ceil(text.length / pieces);
  return Array.from({ length: pieces }, (_, index) => [
    frame(text.slice(index * size, (index + 1) * size), {
      opcode: index === 0 ? opcodes.text : opcodes.continuation,
      fin: index === pieces - 1,
    }),
    ...(index === 0 ? [ping(3)] : []),
  ]).flat();
}

/** Some bytes that mean nothing. */
export function noise(chance: Chance, bytes: number): Buffer {
  return Buffer.from(Array.from({ length: bytes }, () => chance.whole(0, 255)));
}

type MakeFrames = (chance: Chance) => Buffer[];

/** Before anybody signed in: answered, passed over or refused, as the server likes. */
const bearableBefore: readonly MakeFrames[] = [
  (chance) => [ping(chance.whole(0, 125))],
  (chance) => [frame(noise(chance, 8), { opcode: opcodes.pong })],
  (chance) => [frame(chance.one(['0', '1', '3', '3probe', '5', '6']))],
  (chance) => [frame('3', { mask: noise(chance, 4) })],
  (chance) => inPieces('3 in pieces', chance.whole(2, 6)),
];

/** Signed in: no acknowledgement is asked for, or none can come. */
const bearableAfter: readonly MakeFrames[] = [
  ...bearableBefore,
  (chance) => [frame(`42["todo:add",${hostileValue(chance)}]`)],
  (chance) => [frame(`42[${JSON.stringify(chance.one(['error', 'message', 'data', 'close', ...INHERITED]))},{}]`)],
  (chance) => [frame(`42[${chance.one(['0', '-1', '1e400', '1e21', '""'])},${hostileValue(chance)}]`)],
  (chance) => [frame(`42["lists:read",{},${hostileValue(chance)}]`)],
  (chance) => [frame(`43${chance.whole(0, 1_000_000)}[${hostileValue(chance)}]`)],
  (chance) => [frame(`42${chance.one(['99999999999999999999', '1 2', '   '])}["lists:read",{}]`)],
  (chance) => inPieces('42["todo:add",{"op":"pieces","list":"inbox","todos":[{"title":"é"}]}]', chance.whole(2, 60)),
];

/** In order, as far as Socket.IO goes, and more than a server has to bear: bytes, many arguments, other namespaces. */
const strange: readonly MakeFrames[] = [
  () => [frame('461-7[{"_placeholder":true,"num":0}]'), binary(16)],
  () => [frame('452-["todo:add",{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}]'), binary(9), binary(0)],
  (chance) => [frame(`42["lists:read"${`,${chance.one(['0', '{}', '[]'])}`.repeat(chance.whole(2, 3_000))}]`)],
  (chance) => [frame(`40/${chance.one([...INHERITED, 'admin', 'x'.repeat(3_000), '..', '?a=b'])},{}`)],
];

const MORE: FrameOptions = { opcode: opcodes.continuation, fin: false };
const INVALID_UTF8 = [[0xff], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xf5, 0x80, 0x80, 0x80], [0xe2, 0x82], [0x80]].map(
  (bytes) => Buffer.from(bytes),
);
/** Frames that are no WebSocket frames, or none that a client may send. */
const brokenFrames: readonly MakeFrames[] = [
  (chance) => [frame('3', { reserved: chance.whole(1, 7) })],
  (chance) => [frame('3', { opcode: chance.one([3, 4, 5, 6, 7, 11, 12, 13, 14, 15]) })],
  () => [frame('3', { mask: null })],
  (chance) => [ping(chance.whole(126, 2_000))],
  (chance) => [frame('x', { opcode: chance.one([opcodes.ping, opcodes.pong, opcodes.close]), fin: false })],
  (chance) => [frame(Buffer.concat([Buffer.from('4'), chance.one(INVALID_UTF8)]))],
  (chance) => [
    frame(Buffer.from('4'), { fin: false }),
    frame(chance.one(INVALID_UTF8), { opcode: opcodes.continuation }),
  ],
  (chance) => [frame('', { announced: chance.one([limits.frameBytes + 1, 2 ** 31, 2 ** 32, 2 ** 53, 2 ** 62]) })],
  () => [frame('x', { opcode: opcodes.continuation })],
  () => [frame('4', { fin: false }), frame('4')],
  () => [frame('4', { fin: false }), Buffer.concat(Array.from({ length: 17_000 }, () => frame('', MORE)))],
  (chance) => [
    closeFrame(chance.one([0, 999, 1_000, 1_001, 1_004, 1_005, 1_006, 1_015, 2_999, 3_000, 4_999, 5_000, 65_535])),
  ],
  (chance) => [closeFrame(1_000, chance.one(INVALID_UTF8))],
  () => [frame('x', { opcode: opcodes.close })],
  () => [frame('', { opcode: opcodes.close })],
];
/** Packets that are no Engine.IO or no Socket.IO, whoever sends them. */
const BROKEN_PACKETS = [
  [
    '',
    'x',
    '7',
    '8',
    '9',
    '2',
    '2probe',
    '{}',
    'null',
    '\u0000',
    'b',
    'bAAAA',
    'b4AAAA',
    '4',
    '47',
    '48',
    '4x',
    '4-1',
    '4 ',
  ],
  [
    '40{',
    '40[]',
    '40null',
    '40"x"',
    '401',
    '40/a',
    '42',
    '42{',
    '42[',
    '42[]',
    '42[null]',
    '42[true]',
    '42[{}]',
    '42[[]]',
  ],
  [
    '42["a",NaN]',
    '42["a",Infinity]',
    '42["a",undefined]',
    "42['a']",
    '42["a"',
    '42["a",01]',
    '42["\u0001"]',
    '42["a"]x',
  ],
  ['421["connect"]', '421["connect_error"]', '421["disconnect"]', '421["disconnecting"]', '42["newListener"]'],
  [
    '42["removeListener"]',
    '421[{"toString":1}]',
    '42[["todo:add"]]',
    '42[{"length":3}]',
    '41{}',
    '43{}',
    '43[',
    '431"x"',
  ],
  [
    '45["x"]',
    '450-["x"]',
    '420x["a"]',
    '421.5["a"]',
    '45-1-["x"]',
    '4511-["x"]',
    '451.5-["x"]',
    '451e3-["x"]',
    '459999999999-["x"]',
    '45-["x"]',
    '45x',
  ],
  [
    '451-["x",{"_placeholder":true,"num":0}]',
    '461-1["x"]',
    '460-',
    '44{"message":"no"}',
    '44"x"',
    '44',
    '42/nowhere,["a"]',
  ],
].flat();

const brokenPackets: readonly MakeFrames[] = [
  (chance) => [...chance.one(strange)(chance), frame('x')],
  (chance) => [frame(chance.one(BROKEN_PACKETS)), frame('x')],
  (chance) => [binary(chance.one([0, 1, 100, 70_000]))],
  (chance) => [frame(`42["a",${hostileValue(chance)}`), frame('4')],
  () => [frame('451-["x",{"_placeholder":true,"num":5}]'), binary(4)],
];

/** Packets that are in order, but not before anybody signed in. */
const tooEarly: readonly MakeFrames[] = [
  (chance) => [frame(`42["todo:add",${hostileValue(chance)}]`)],
  () => [frame('421["lists:read",{}]')],
  () => [frame('41')],
  () => [frame('431[]')],
  () => [frame('41/admin')],
];
/** … and not afterwards. */
const tooLate: readonly MakeFrames[] = [
  () => [frame('40{}'), frame('40')],
  () => [frame('40')],
  () => [frame('41/admin,')],
  () => [frame('42/admin,["todo:add",{}]')],
];

export function bearable(chance: Chance, signedIn: boolean): Buffer[] {
  return chance.one(signedIn ? bearableAfter : bearableBefore)(chance);
}

/** Frames that end a connection. */
export function unbearable(chance: Chance, signedIn: boolean): Buffer[] {
  return chance.one(chance.one([brokenFrames, brokenPackets, signedIn ? tooLate : tooEarly]))(chance);
}
