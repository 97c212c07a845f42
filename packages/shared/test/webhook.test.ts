/** R8: webhooks in the directory, from commit to commit; and which URLs may be one. */
import { describe, expect, test } from 'vitest';
import { applyDirectoryCommit, type DirectoryChange, DirectoryState, limits, webhookUrlProblem } from '../src/index.ts';

const list = 'bcdfghjklmnp';
const id = 'kxmwdfhsbcdf';
const url = 'https://example.com/';
const since = { epoch: 'e', rev: 3, h: 'h' };
const created: DirectoryChange = { type: 'webhook_created', id, list, url, key: 'k', since };
const named = { id, list, url };

function after(...changes: DirectoryChange[]): DirectoryState {
  const state = new DirectoryState();
  const all: DirectoryChange[] = [{ type: 'list_created', id: list, name: 'work', owner: 'ana' }, ...changes];
  for (const [index, change] of all.entries()) {
    const request = { op: `op${index}`, by: 'ana', fingerprint: 'f', changes: [change] };
    const commit = { list: 'directory', rev: index + 1, id, at: `2026-11-01T08:00:0${index}Z`, requests: [request] };
    applyDirectoryCommit(state, commit, `h${index}`);
  }
  return state;
}

describe('R8: webhooks', () => {
  test('belong to a list, and say who made them and when', () => {
    const state = after(created);
    const entry = { id, list, url, key: 'k', since, by: 'ana', at: '2026-11-01T08:00:01Z' };
    expect(state.webhooksOf(list)).toStrictEqual([entry]);
    expect(state.webhooks.get(id)).toStrictEqual(entry);
    expect(state.webhooksRev).toBe(2);
    expect(state.webhooksOf('another')).toEqual([]);
  });

  test('are stopped with a reason, and are as they were when they are resumed', () => {
    const stopped: DirectoryChange = { type: 'webhook_stopped', ...named, reason: 'gone', message: 'it said 410' };
    const at = '2026-11-01T08:00:02Z';
    expect(after(created, stopped).webhooks.get(id)?.stopped).toEqual({ at, reason: 'gone', message: 'it said 410' });
    const resumed = after(created, stopped, { type: 'webhook_resumed', ...named });
    expect(resumed.webhooksOf(list)).toStrictEqual(after(created).webhooksOf(list));
  });

  test('are gone when they are removed', () => {
    const state = after(created, { type: 'webhook_removed', ...named });
    expect(state.webhooks.size).toBe(0);
    expect(state.webhooksOf(list)).toEqual([]);
  });

  test('that were never made, or are of no list, are damaged history, which is said', () => {
    expect(() => after({ type: 'webhook_removed', ...named })).toThrow(`a webhook that it does not have: ${id}`);
    expect(() => after({ type: 'webhook_resumed', ...named })).toThrow(`a webhook that it does not have: ${id}`);
    expect(() => after({ ...created, list: 'another' })).toThrow('a list that it never created');
  });
});

describe('the URL of a webhook', () => {
  test.each(['https://example.com/', 'http://example.com', 'https://bücher.example:8443/x?y=z', 'HTTPS://EXAMPLE.COM'])(
    'may be %s',
    (text) => {
      expect(webhookUrlProblem(text)).toBeNull();
    },
  );

  test.each([
    '',
    'example.com',
    '//example.com/',
    'ftp://example.com/',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'https://',
    'https://ana:secret@example.com/',
    'https://ana@example.com/',
    'https://example.com/#part',
    'https://example.com/#',
    'https://exam\nple.com/',
    'https://example.com/\u202e',
    'https://example.com/\u001b[2J',
    ' https://example.com/',
    `https://example.com/${'x'.repeat(limits.webhookUrl)}`,
  ])('is never %j', (text) => {
    expect(webhookUrlProblem(text)).not.toBeNull();
  });
});
