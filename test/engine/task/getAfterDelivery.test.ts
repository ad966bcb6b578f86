import type { INodeParameters } from 'n8n-workflow';

import { noOp, resumeAfterTimeLimit, WebhookServer, xhuoImage } from '../harness';
import { NODE, prompts } from '../image/studio';
import { GET, useService } from './service';

const service = useService();

describe('what another delivery left', () => {
	const gets = (parameters: INodeParameters) =>
		service.studio.image(prompts(2), parameters).node('Get', xhuoImage(GET));
	const images = prompts(2).map(({ prompt }) => ({ prompt, image: { mimeType: 'image/png' } }));

	it('Submit and Move On: the next node gets the images', async () => {
		service.time.skip();
		const options = { waitUntilFinished: true };
		const run = await service.studio
			.image(prompts(2), { delivery: 'submit', callbackUrl: 'https://n8n.example.com/lost' })
			.node('Get', xhuoImage({ ...GET, options }))
			.run({ credentials: service.studio.credentials() });
		expect(run.json('Get')).toMatchObject(images);
		expect(await service.whole(run, 'Get')).toEqual([true, true]);
	});

	it('Ask Until Finished that ran out of time: the next node says how far they are', async () => {
		service.takes(3_600_000);
		service.time.skip();
		const run = await gets({ delivery: 'poll', pauseLimit: 1 }).run({
			credentials: service.studio.credentials(),
		});
		expect(run.json(NODE).map(({ status }) => status)).toEqual(['timedOut', 'timedOut']);
		expect(run.json('Get').map(({ status }) => status)).toEqual(['pending', 'pending']);

		service.time.pass(3_600_000);
		await service.simulator.until(() =>
			service.simulator.tasks.all.every(({ finishedAt }) => finishedAt !== null),
		);
		const later = await service.get(run.json(NODE));
		expect(later.json(NODE)).toMatchObject(images);
		expect(await service.whole(later)).toEqual([true, true]);
	});

	it('Pause Until Finished that ran out of time: the next node gets the images', async () => {
		service.takes(600_000);
		const server = await WebhookServer.start();
		try {
			const credentials = service.studio.credentials();
			const waiting = await gets({ delivery: 'pause' })
				.node('After', noOp())
				.run({ credentials, server });
			expect(waiting.status).toBe('waiting');
			service.time.pass(600_000);
			await service.simulator.until(() =>
				service.simulator.tasks.all.every(({ finishedAt }) => finishedAt !== null),
			);
			const run = await (await resumeAfterTimeLimit(waiting)).finished;
			expect(run.json('After')).toMatchObject(images);
			expect(await service.whole(run, 'After')).toEqual([true, true]);
			expect(service.simulator.ledger).toHaveLength(2);
		} finally {
			await server.close();
		}
	});
});
