/** `npm run two-doors -- 1000`: as many seeds as asked for, each a sequence of what people do, by socket and over REST. */
import { runLong } from './faults/longRun.ts';
import { runTwoDoors } from './twoDoors/run.ts';

await runLong({ name: 'two-doors', times: 200, run: ({ times, seed }) => runTwoDoors(seed, times) });
