/** What all contestants are given to do. */
export interface Work {
	readonly name: string;
	readonly images: number;
	/** Of each file, at least. */
	readonly bytes: number;
	/** How long the service takes for an image, in milliseconds. */
	readonly latencyMs: number;
	/** How many are under way at the same moment. */
	readonly concurrency: number;
	/** How often the quick ones do it; what takes minutes is done once. */
	readonly runs: number;
	/** Image calls that the service lets through in a second. */
	readonly perSecond?: number;
}

const MB = 1_000_000;
const ordinary = { bytes: 1.5 * MB, latencyMs: 500, concurrency: 10 };
const large = { ...ordinary, bytes: 8 * MB, runs: 2 };

/** The shortest call of the real service takes 5 s; here less, so that the node's own share shows. */
export const WORKS = {
	one: { ...ordinary, name: '1 image of 1.5 MB', images: 1, concurrency: 1, runs: 15 },
	twenty: { ...ordinary, name: '20 images of 1.5 MB', images: 20, runs: 5 },
	hundred: { ...ordinary, name: '100 images of 1.5 MB', images: 100, runs: 5 },
	thousand: {
		...ordinary,
		...{ name: '1,000 images of 1.5 MB', images: 1000, latencyMs: 100, concurrency: 50, runs: 3 },
	},
	largeFifty: { ...large, name: '50 images of 8 MB', images: 50 },
	large: { ...large, name: '100 images of 8 MB', images: 100 },
	largeTwoHundred: { ...large, name: '200 images of 8 MB', images: 200 },
	limited: {
		...ordinary,
		...{ name: '100 images, 20 a second', images: 100, concurrency: 50, runs: 3, perSecond: 20 },
	},
} satisfies Record<string, Work>;

/** The prompts of a work. */
export const promptsOf = ({ images }: Work): string[] =>
	Array.from({ length: images }, (_, index) => `Lighthouse number ${index + 1}`);

/** The shortest time in which the service and its limit allow the work, in milliseconds. */
export function idealMs({ images, latencyMs, concurrency, perSecond }: Work): number {
	const unlimited = Math.ceil(images / concurrency) * latencyMs;
	if (perSecond === undefined) return unlimited;
	return Math.max(unlimited, (Math.ceil(images / perSecond) - 1) * 1000 + latencyMs);
}
