import { randomBytes } from 'node:crypto';

/** Numbers in [0, 1). */
export type Random = () => number;

/** Random numbers that repeat when a seed is given (mulberry32), and differ from run to run otherwise. */
export function randomFrom(seed: number = randomBytes(4).readUInt32BE()): Random {
	let state = seed >>> 0;
	return () => {
		state = (state + 0x6d2b79f5) >>> 0;
		let mixed = Math.imul(state ^ (state >>> 15), state | 1);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
	};
}

/** A UUID of version 4, the form of task and trace ids (guide, answers). */
export function uuidFrom(random: Random): string {
	const bytes = Buffer.from(Array.from({ length: 16 }, () => Math.floor(random() * 256)));
	bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x40, 6);
	bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
	const hex = bytes.toString('hex');
	return [
		hex.slice(0, 8),
		hex.slice(8, 12),
		hex.slice(12, 16),
		hex.slice(16, 20),
		hex.slice(20),
	].join('-');
}

/** The same elements in another order. */
export function shuffled<T>(list: readonly T[], random: Random): T[] {
	return list
		.map((element) => ({ element, place: random() }))
		.sort((one, other) => one.place - other.place)
		.map(({ element }) => element);
}
