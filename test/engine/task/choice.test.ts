import { searchTasks } from '../../../nodes/XhuoImage/actions/task/searchTasks';
import { loadOptionsContext } from '../harness';
import { NODE } from '../image/studio';
import { asItems, useService } from './service';

const service = useService();

/** What the list of the field Task ID shows. */
async function listed(filter?: string) {
	const context = loadOptionsContext(await service.get(asItems(['nobody'])), NODE);
	return (await searchTasks.call(context, filter)).results;
}

describe('the list of Task ID', () => {
	it('shows the tasks of the last days, the newest first, with their prompts and how far they are', async () => {
		const [first] = await service.finish(1);
		service.time.pass(5000);
		service.takes(60_000);
		const [second] = await service.submit(1, { prompt: '一只狐狸 🦊\n在森林里' });
		expect(await listed()).toEqual([
			{
				name: expect.stringMatching(/^一只狐狸 🦊 在森林里 \(\d+ \w+, \d\d:\d\d, not finished\)$/),
				value: second,
			},
			{ name: expect.stringMatching(/^picture 1 \(.+, finished\)$/), value: first },
		]);
	});

	it('is searched by prompt, model and ID', async () => {
		const ids = await service.finish(2);
		expect(await listed('PICTURE 2')).toMatchObject([{ value: ids[1] }]);
		expect(await listed(ids[0])).toMatchObject([{ value: ids[0] }]);
		expect(await listed('gpt-image-2')).toHaveLength(2);
		expect(await listed('dall-e')).toEqual([]);
	});

	it('says what to do where the service does not tell', async () => {
		service.simulator.misbehave(
			{ kind: 'error', code: 'invalid_token' },
			{ on: ['tasks'], times: 'always' },
		);
		await expect(listed()).rejects.toMatchObject({
			message: 'The API token was not accepted',
			description: expect.stringContaining('credential'),
		});
	});

	it('says that the service cannot be reached', async () => {
		const context = loadOptionsContext(await service.get(asItems(['nobody'])), NODE);
		await service.simulator.goOffline();
		const listing = searchTasks.call(context);
		await expect(listing).rejects.toMatchObject({ message: 'The service could not be reached' });
		await service.simulator.goOnline();
	});
});

describe('the field Task ID', () => {
	it.each([
		[
			'chosen in the list',
			(id: string) => ({ __rl: true, mode: 'list', value: id, cachedResultName: 'x' }),
		],
		['typed', (id: string) => ({ __rl: true, mode: 'id', value: id })],
		['an expression', () => ({ __rl: true, mode: 'id', value: '={{ $json.taskId }}' })],
		['the text of an older workflow', (id: string) => id],
		['an expression of an older workflow', () => '={{ $json.taskId }}'],
	])('takes an ID that is %s', async (_how, valueOf) => {
		const ids = await service.finish(1);
		const run = await service.get(asItems(ids), { taskId: valueOf(ids[0] ?? '') });
		expect(run.json(NODE)).toMatchObject([{ taskId: ids[0], imageIndex: 0 }]);
	});
});
