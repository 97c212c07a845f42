/** What tock takes of Socket.IO's packets: texts with a request and its callback, and one sign-in for each connection. */
import { Decoder, Encoder, type Packet, PacketType } from 'socket.io-parser';

/** The name of an event and its payload; a client that sends more means something else. */
const MOST_ARGUMENTS = 8;

/** Each connection has one. What it throws ends the connection, before anybody handles the packet. */
class StrictDecoder extends Decoder {
  #signIns = 0;

  constructor() {
    // Nothing of ours is made of bytes: attachments would be kept until the last one comes.
    super({ maxAttachments: 0 });
    // Before Socket.IO's own listener. It passes arguments on one by one, and more of them than fit the stack end the process.
    this.on('decoded', ({ type, data }: Packet) => {
      if (Array.isArray(data) && data.length > MOST_ARGUMENTS) throw new Error('too many arguments');
      if (type === PacketType.CONNECT) this.#signIns += 1;
      if (this.#signIns > 1) throw new Error('signed in before');
    });
  }
}

export const strictParser = { Encoder, Decoder: StrictDecoder };
