import { randomFrom, shuffled } from '../../simulator/random';

const WAVE = 10;

/**
 * The order in which callbacks come in: shuffled, a wave of them at the same moment, every eighth of
 * them twice within its wave and every eighth a second time after all others.
 *
 * @returns the task ids of each wave
 */
export function wavesOf(taskIds: readonly string[], seed: number): string[][] {
	const order = shuffled(taskIds, randomFrom(seed));
	const once = inWaves(order).map((wave) =>
		wave.flatMap((id) => (order.indexOf(id) % 8 === 0 ? [id, id] : [id])),
	);
	return [...once, ...inWaves(order.filter((_, place) => place % 8 === 4))];
}

function inWaves(ids: readonly string[]): string[][] {
	const starts = ids.map((_, place) => place).filter((place) => place % WAVE === 0);
	return starts.map((start) => ids.slice(start, start + WAVE));
}
