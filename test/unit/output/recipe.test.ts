import { priceAt, recipeOfTask } from '../../../nodes/XhuoImage/output/recipe';

const STEP = { step: '2K', multiplier: 1.5 } as const;

describe('the price of an image', () => {
	it.each([
		['the default service', 'https://api.xhuoapi.ai'],
		['a stand-in on this machine', 'http://127.0.0.1:4000'],
		['a stand-in in the own network', 'http://simulator:4000'],
		['a service that is not known here', undefined],
	])('has the steps of the guide at %s', (_name, origin) => {
		expect(priceAt(STEP, origin)).toEqual(STEP);
		const asked = { model: 'gpt-image-2', prompt: 'a fox', size: '2048x2048' };
		expect(recipeOfTask(asked, origin).price).toEqual(STEP);
	});

	it('is unknown at another service, which may charge all sizes alike', () => {
		for (const origin of ['https://api.acedata.cloud', 'https://proxy.example.com:8443']) {
			expect(priceAt(STEP, origin)).toBeNull();
			const asked = { model: 'gpt-image-2', prompt: 'a fox', size: null };
			expect(recipeOfTask(asked, origin).price).toBeNull();
			expect(priceAt({ credits: 0.14 }, origin)).toEqual({ credits: 0.14 });
		}
	});
});
