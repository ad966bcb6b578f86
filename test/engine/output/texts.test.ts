import { packageName, WebhookServer, workflow } from '../harness';
import { NODE, useStudio } from '../image/studio';

const studio = useStudio({ pictures: 'plain' });

const LONGEST = 32_000;

/** Texts that come to grief where bytes, characters and code units are mixed up. */
const TEXTS = {
	Chinese: '一只小狐狸在发光的蘑菇下看书',
	emoji: 'a 🦊 and 👩‍🚀🏳️‍🌈 under a 🍄',
	'right-to-left text': 'ثعلب صغير يقرأ كتابًا · שועל קטן',
	'quotes and lines': 'a "fox"\n\tsaid: \\ {{ $json.x }} </script> %F0 &amp;',
	'32,000 letters': 'fox '.repeat(LONGEST / 4).trim(),
	'32,000 Chinese characters': '狐'.repeat(LONGEST),
};
const texts = Object.entries(TEXTS);

const sentPrompts = () =>
	studio.simulator.requests.flatMap(({ path, body }) =>
		path.includes('/images/') && typeof body === 'object' && body !== null && 'prompt' in body
			? [body.prompt]
			: [],
	);

describe.each(texts)('a prompt in %s', (_name, prompt) => {
	it('is sent and comes out as it was written', async () => {
		const run = await studio.run([{ prompt }], { options: { includeInputFields: true } });
		expect(sentPrompts()).toEqual([prompt]);
		expect(run.json(NODE)).toMatchObject([{ prompt, input_prompt: prompt }]);
	});

	it('comes back through a signed URL, with what was sent along', async () => {
		const server = await WebhookServer.start();
		const spec = {
			type: `${packageName}.xhuoImageTrigger`,
			typeVersion: 2,
			parameters: { downloadImages: false },
			credentials: ['xhuoApi'],
		};
		const trigger = workflow().node('Trigger', spec);
		const active = await server.activate(trigger, { credentials: studio.credentials() });
		const execution = active.nextExecution();
		const title = Array.from(prompt).slice(0, 100).join('');
		await studio.run([{ prompt, title }], {
			delivery: 'submit',
			callbackUrl: active.url,
			callbackContext: '={{ JSON.stringify({ title: $json.title }) }}',
		});
		const run = await execution;
		expect(run.json('Trigger')).toMatchObject([{ prompt, context: { title } }]);
		await server.close();
	});
});

describe.each(texts.slice(0, 3))('a file name in %s', (_name, fileName) => {
	it('is the name of the file', async () => {
		const run = await studio.run([{ prompt: 'a fox' }], { options: { fileName } });
		const name = run.items(NODE)[0]?.binary?.data?.fileName;
		expect(name?.normalize('NFC')).toBe(`${fileName}.png`.normalize('NFC'));
	});
});
