import type { Created } from './contract/answers';
import { createdPart } from './contract/answers';
import type { ImageOrder } from './contract/order';
import type { World } from './world';

/** An order that has been accepted, with its ids. */
export interface Job {
	order: ImageOrder;
	taskId: string;
	traceId: string;
	/** ms */
	startedAt: number;
	/** How long the work takes, ms. */
	latencyMs: number;
	/** How many images the work really brings; as ordered unless a fault says otherwise. */
	images: number;
	/** Extension for the image's URL, when it shall not agree with the file. */
	extension?: string;
}

/** Makes the images of a job; they can be downloaded from then on. */
export async function createImages(world: World, job: Job, base64?: boolean): Promise<Created> {
	const { order, taskId, extension } = job;
	const now = world.clock.now();
	const images = await Promise.all(
		Array.from({ length: job.images }, (_, index) =>
			world.images.make(order, taskId, index, now, extension),
		),
	);
	world.images.publish(images);
	return createdPart(order, images, job.startedAt + job.latencyMs, base64);
}
