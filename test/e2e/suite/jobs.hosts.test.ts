import { picture } from '../../support/pictures';
import { sha256 } from '../api/binaries';
import { createCredential, type StoredCredential } from '../api/credentials';
import { itemsOf } from '../api/execution-data';
import { runToTheEnd } from '../api/executions';
import { activateWorkflow, deactivateWorkflow } from '../api/workflows';
import type { N8n } from '../instance/n8n';
import { importExample, listenTo, startedByWebhook } from '../jobs/examples';
import { openOwnWorkbench, type Workbench } from '../setup/workbench';
import { Drive } from '../stand-ins/drive';
import { startInterceptingProxy, type InterceptingProxy } from '../stand-ins/intercepting-proxy';
import { Slack } from '../stand-ins/slack';
import { Telegram } from '../stand-ins/telegram';
import { eventually } from '../support/eventually';

const POSTS = ['monday-coffee', 'new-basket', 'sea-shoes'];

describe("the examples with Slack, Google Drive and Telegram: n8n's own nodes, and stand-ins for the hosts", () => {
	const [slack, drive, telegram] = [new Slack(), new Drive(), new Telegram()];
	let proxy: InterceptingProxy;
	let bench: Workbench<N8n>;
	let credentials: StoredCredential[];

	beforeAll(async () => {
		proxy = await startInterceptingProxy([slack, drive, telegram]);
		bench = await openOwnWorkbench('jobs.hosts', { n8n: { env: proxy.env } });
		const { api } = bench;
		const accounts = [
			{ name: 'Slack', type: 'slackApi', data: { accessToken: slack.token } },
			{ name: 'Google Drive', type: 'googleDriveOAuth2Api', data: drive.credentialData },
			{
				name: 'Telegram',
				type: 'telegramApi',
				data: { accessToken: telegram.token, baseUrl: 'https://api.telegram.org' },
			},
		];
		credentials = [bench.credential];
		for (const account of accounts) credentials.push(await createCredential(api, account));
	});
	afterAll(async () => {
		await bench?.close();
		await proxy?.close();
	});
	beforeEach(() => {
		for (const one of [slack, drive, bench.simulator]) one.reset();
	});

	const made = () => bench.simulator.images.all.map((image) => image.sha256).sort();
	const kept = () => drive.files.map((file) => file.sha256).sort();
	const importIt = async (file: string) => await importExample(bench.api, file, credentials);

	it('(a) every morning: the images are in Slack and in Google Drive, byte for byte', async () => {
		const { workflow } = await importIt('morning-to-slack-and-drive');

		const { status } = await runToTheEnd(bench.api, workflow, 'Every Morning');

		expect(status).toBe('success');
		expect(bench.simulator.ledger).toHaveLength(3);
		expect(slack.files.map((file) => file.sha256).sort()).toEqual(made());
		expect(kept()).toEqual(made());
		expect(slack.files).toMatchObject([
			{ name: 'monday-coffee.png', channel: 'C0123456789', comment: 'Slow start, good coffee.' },
			{ name: 'new-basket.png', comment: 'The new basket is here.' },
			{ name: 'sea-shoes.png', comment: 'Ready for the sea.' },
		]);
		expect(slack.files.map(({ announced }) => announced)).toEqual(
			drive.files.map(({ bytes }) => bytes),
		);
		expect(drive.files.map(({ name }) => name)).toEqual(POSTS.map((post) => `${post}.png`));
	});

	it('(f) errors done right: two images go on, and Slack says what became of the third', async () => {
		const { simulator, api } = bench;
		simulator.misbehave('400-content-policy', { match: { prompt: 'sneakers' }, times: 'always' });
		const { workflow } = await importIt('errors-done-right');

		const execution = await runToTheEnd(api, workflow, 'Start');

		expect(execution.status).toBe('success');
		expect(itemsOf(execution, 'Hand the Image On')).toHaveLength(2);
		expect(slack.messages).toEqual([
			{ channel: '#images', text: expect.stringMatching(/^\*sea-shoes\* .*was not billed\.$/s) },
		]);
		expect(slack.messages[0]?.text).not.toMatch(/undefined|null|\[object/);
		expect(simulator.ledger).toHaveLength(2);
	});

	it('(f) a call that may have been billed is told as such, and not repeated by Retry On Fail', async () => {
		const { simulator, api } = bench;
		simulator.misbehave('reset-after', { match: { prompt: 'coffee' } });
		const { workflow } = await importIt('errors-done-right');

		await runToTheEnd(api, workflow, 'Start');

		expect(slack.messages).toHaveLength(1);
		expect(slack.messages[0]?.text).toMatch(
			/^\*monday-coffee\* .*may have been billed all the same/s,
		);
		expect(simulator.ledger).toHaveLength(3);
	});

	it('(h) a nightly batch, and the morning after: what was missed is brought in, once', async () => {
		const { simulator, api } = bench;
		simulator.misbehave('callback-lost', { match: { prompt: 'sneakers' } });
		const { workflow, callbackUrl } = await importIt('nightly-batch');
		await listenTo(api, { workflow, callbackUrl });
		const night = await runToTheEnd(api, workflow, 'Every Night');
		expect(night.status).toBe('success');
		await startedByWebhook(api, workflow, 2);
		await simulator.until(() => simulator.tasks.all.every((task) => task.finishedAt !== null));
		expect(drive.files.map(({ name }) => name.replace(/_.*/, '')).sort()).toEqual(
			POSTS.slice(0, 2),
		);

		const { workflow: morning } = await importIt('nightly-batch-missed');
		for (const round of ['first', 'second']) {
			const { status } = await runToTheEnd(api, morning, 'Every Morning');
			expect([round, status]).toEqual([round, 'success']);
			expect(kept()).toEqual(made());
		}

		expect(drive.files).toHaveLength(3);
		expect(drive.searches[0]).toMatch(/^modifiedTime > '20.*Z' and mimeType != .*trashed = false$/);
		expect(simulator.ledger).toHaveLength(3);
		await deactivateWorkflow(api, workflow);
	});

	it('(h) brings all of them in where the night was lost as a whole, and the folder is empty', async () => {
		const { simulator, api } = bench;
		simulator.misbehave('callback-lost', { times: 'always' });
		const { workflow } = await importIt('nightly-batch');
		await runToTheEnd(api, workflow, 'Every Night');
		await simulator.until(() => simulator.tasks.all.every((task) => task.finishedAt !== null));
		expect(drive.files).toEqual([]);

		const { workflow: morning } = await importIt('nightly-batch-missed');
		const { status } = await runToTheEnd(api, morning, 'Every Morning');

		expect(status).toBe('success');
		expect(kept()).toEqual(made());
		expect(drive.files).toHaveLength(3);
	});

	it('(g) the Telegram bot edits the photo it is sent, and says how it works to who sends none', async () => {
		const { simulator, api } = bench;
		const photo = picture('jpeg', 640, 480);
		const { workflow } = await importIt('edit-telegram-bot');
		await activateWorkflow(api, workflow);
		await eventually('n8n has told Telegram its address', () => telegram.address);

		await telegram.sendPhoto(photo, 'make it a rainy night');
		await eventually('the picture is back', () => telegram.sent.length === 1);
		await telegram.sendText('hello?');
		await eventually('the help is there', () => telegram.sent.length === 2);

		const edits = simulator.requests.filter(({ path }) => path.endsWith('/images/edits'));
		expect(edits.flatMap(({ files }) => files.map((file) => file.sha256))).toEqual([sha256(photo)]);
		expect(simulator.images.all.map(({ prompt }) => prompt)).toEqual(['make it a rainy night']);
		expect(telegram.sent).toEqual([
			{ chat: '4711', photo: made()[0] },
			{ chat: '4711', text: expect.stringContaining('Send me a photo') },
		]);
		await deactivateWorkflow(api, workflow);
	});

	it('talk to nobody else', () => {
		expect(proxy.strangers).toEqual([]);
	});
});
