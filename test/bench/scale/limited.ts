import { atLeast, atMost, type Part } from '../part';
import { contest } from './contest';
import { httpRequest, xhuoImage } from './contestants';
import { figuresOf, tableOf, timeOf } from './results';
import { openStage } from './stage';
import { idealMs, WORKS } from './works';

const MOST_OF_IDEAL = 1.2;

/** 100 images where the service lets 20 calls through in a second, and answers the others with 429. */
export async function measureLimited(): Promise<Part> {
	const stage = await openStage();
	try {
		const work = WORKS.limited;
		const result = await contest(stage, work, [xhuoImage, httpRequest]);
		const own = result.runs.get(xhuoImage.name) ?? [];
		const images = Math.min(...own.map((run) => run.images));
		const ratio = timeOf(result, xhuoImage.name) / idealMs(work);
		return {
			tables: [tableOf(result)],
			targets: [
				atLeast('under a limit: images of 100', images, work.images),
				atMost('under a limit: time, of what it allows', ratio, MOST_OF_IDEAL, ' ×'),
			],
			figures: figuresOf(result),
		};
	} finally {
		await stage.close();
	}
}
