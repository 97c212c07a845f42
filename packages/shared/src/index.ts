/** The only door of the shared package: the contract and the pure rules. */
export * from './answers.ts';
export * from './changes.ts';
export * from './directory.ts';
export * from './events.ts';
export * from './grammar/index.ts';
export * from './history.ts';
export * from './identifiers.ts';
export * from './inverse.ts';
export * from './limits.ts';
export * from './listState.ts';
export * from './local.ts';
export * from './outcome.ts';
export * from './requests.ts';
export * from './text.ts';
export * from './todo.ts';
