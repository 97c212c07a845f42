/** The grammar that people type: quick-add, dates, filters, references. One reading for the command line, the TUI and REST. */
export * from './filter.ts';
export * from './past.ts';
export * from './quickAdd.ts';
export * from './references.ts';
export * from './when.ts';
