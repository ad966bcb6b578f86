import { atLeast, atMost, type Part } from '../part';
import { contest } from './contest';
import { FLOOR, httpRequest, openAi, xhuoImage } from './contestants';
import { figuresOf, tableOf, timeOf } from './results';
import { openStage } from './stage';
import { WORKS } from './works';

const CONTESTANTS = [xhuoImage, httpRequest, openAi];

/** How much longer than the floor, and how much shorter than the OpenAI node. */
const HUNDRED = { overFloor: 1.05, underOpenAi: 8 };
const ONE_OVER_FLOOR_MS = 15;
const THOUSAND_OVER_FLOOR = 1.3;

/** 1, 20, 100 and 1,000 images of an ordinary size. */
export async function measureImages(): Promise<Part> {
	const stage = await openStage();
	try {
		const one = await contest(stage, WORKS.one, CONTESTANTS);
		const twenty = await contest(stage, WORKS.twenty, CONTESTANTS);
		const hundred = await contest(stage, WORKS.hundred, CONTESTANTS);
		const thousand = await contest(stage, WORKS.thousand, CONTESTANTS);
		const results = [one, twenty, hundred, thousand];
		const floor = results.map((result) => timeOf(result, FLOOR));
		const own = results.map((result) => timeOf(result, xhuoImage.name));
		const [oneFloor = NaN, , hundredFloor = NaN, thousandFloor = NaN] = floor;
		const [oneOwn = NaN, , hundredOwn = NaN, thousandOwn = NaN] = own;
		const openAiRatio = timeOf(hundred, openAi.name) / hundredOwn;
		return {
			tables: results.map(tableOf),
			targets: [
				atMost('1 image, over the floor', oneOwn - oneFloor, ONE_OVER_FLOOR_MS, ' ms'),
				atMost('100 images, of the floor', hundredOwn / hundredFloor, HUNDRED.overFloor, ' ×'),
				atLeast('100 images, quicker than OpenAI', openAiRatio, HUNDRED.underOpenAi, ' ×'),
				atMost(
					'1,000 images, of the floor',
					thousandOwn / thousandFloor,
					THOUSAND_OVER_FLOOR,
					' ×',
				),
			],
			figures: results.map(figuresOf),
		};
	} finally {
		await stage.close();
	}
}
