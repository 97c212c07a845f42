import { expect, test } from 'vitest';
import { Seats } from '../../src/doors/seats.ts';

test('each has so many seats, and whoever waits gets the next, in line', async () => {
  const seats = new Seats(2);
  const [one, other] = [{}, {}];
  const seated: string[] = [];
  const sit = async (name: string, whose: object) => {
    const release = await seats.take(whose);
    seated.push(name);
    return release;
  };
  const [first, second] = await Promise.all([sit('a', one), sit('b', one)]);
  const [third, fourth] = [sit('c', one), sit('d', one)];
  await sit('x', other);
  expect(seated).toEqual(['a', 'b', 'x']);
  second();
  (await third)();
  await fourth;
  first();
  expect(seated).toEqual(['a', 'b', 'x', 'c', 'd']);
});
