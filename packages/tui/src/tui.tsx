/** The door of the terminal app, loaded only when it is asked for: a verb never loads Ink or React. */
export { runTui } from './ui/run.tsx';
