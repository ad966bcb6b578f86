import { picture } from '../../support/pictures';
import { Browser } from '../browser/browser';
import type { Editor } from '../browser/editor';
import { itemsOf } from '../api/execution-data';
import { listExecutions, readExecution } from '../api/executions';
import { sha256 } from '../api/binaries';
import {
	activateWorkflow,
	deactivateWorkflow,
	importWorkflow,
	readWorkflow,
	type StoredWorkflow,
} from '../api/workflows';
import { openWorkbench, type Workbench } from '../setup/workbench';
import { eventually } from '../support/eventually';
import { join } from '../support/node';
import { projectFolder } from '../support/paths';

const EXAMPLE = join(projectFolder, 'examples', 'edit-form-photo.json');
const STYLES = ['watercolor', 'comic', 'clay'];

describe('the example with a form: a photo in, three styles out', () => {
	let bench: Workbench;
	let browser: Browser;
	let editor: Editor;
	let workflow: StoredWorkflow;

	beforeAll(async () => {
		[bench, browser] = await Promise.all([openWorkbench(), Browser.start()]);
		const { api, credential, n8n } = bench;
		workflow = await importWorkflow(api, await readWorkflow(EXAMPLE), [credential]);
		editor = await browser.openEditor(n8n);
	});
	afterAll(async () => {
		await browser?.close();
		if (bench && workflow) await deactivateWorkflow(bench.api, workflow);
		await bench?.close();
	});

	it('opens in the editor, and the node shows what an edit needs', async () => {
		await editor.openWorkflow(workflow);
		await editor.screenshot('edit-example');
		const panel = await editor.openNode('Three Styles');

		expect(await panel.shownInList('model')).toBe('GPT Image 2');
		expect(await panel.shownIn('inputType')).toBe('Files');
		expect(await panel.shownIn('inputBinaryFields')).toBe('Photo');
		expect(await panel.visibleFields()).toEqual(
			expect.arrayContaining(['model', 'prompt', 'maskBinaryField', 'size', 'delivery']),
		);
		await panel.showTop();
		await editor.screenshot('edit-node');

		await panel.choose('inputType', 'URLs');
		expect(await panel.visibleFields()).not.toContain('inputBinaryFields');
		expect(await panel.visibleFields()).toContain('imageUrls');
		await panel.chooseFromList('model', 'Nano Banana');
		expect(await panel.visibleFields()).not.toContain('size');
	});

	it('opens as well with its model as a plain text, as workflows held it before there was a list', async () => {
		const file = await readWorkflow(EXAMPLE);
		const nodes = file.nodes.map((node) =>
			node.name === 'Three Styles'
				? { ...node, parameters: { ...node.parameters, model: 'gpt-image-1' } }
				: node,
		);
		const older = await importWorkflow(bench.api, { ...file, nodes }, [bench.credential]);
		await editor.openWorkflow(older);
		const panel = await editor.openNode('Three Styles');

		expect(await panel.shownInList('model')).toBe('gpt-image-1');
		expect(await panel.offeredOptions()).toContain('Input Fidelity');
		await panel.backToList('model');
		await panel.chooseFromList('model', 'Nano Banana');
		expect(await panel.visibleFields()).not.toContain('size');
	});

	it('gives the person who fills it in the three pictures', async () => {
		const { api, n8n, simulator } = bench;
		await activateWorkflow(api, workflow);
		const photo = picture('jpeg', 640, 480);
		const { page } = editor;
		await page.route(
			(url) => url.origin === new URL(simulator.url).origin,
			async (route) => await route.continue(),
		);
		const trigger = (await readWorkflow(EXAMPLE)).nodes.find(({ name }) => name === 'Photo Form');
		const address = `${n8n.url}/form/${String(trigger?.webhookId)}`;
		await eventually('the form is there', async () => (await fetch(address)).ok);
		await page.goto(address);
		await page
			.locator('input[type=file]')
			.setInputFiles({ name: 'me.jpg', mimeType: 'image/jpeg', buffer: photo });
		await editor.screenshot('edit-form');
		await page.locator('button[type=submit], #submit-btn').first().click();

		const pictures = page.locator('img[src*="/cdn/"]');
		await pictures.nth(2).waitFor();
		const widths = async () =>
			await pictures.evaluateAll((found) =>
				found.map((one) => ('naturalWidth' in one ? one.naturalWidth : 0)),
			);
		await eventually('they are loaded', async () =>
			(await widths()).every((width) => width === 1254),
		);
		await editor.screenshot('edit-form-answered');

		const edits = simulator.requests.filter(({ path }) => path.endsWith('/images/edits'));
		expect(edits.flatMap(({ files }) => files.map((file) => file.sha256))).toEqual(
			STYLES.map(() => sha256(photo)),
		);
		const [summary] = await listExecutions(api, workflow);
		const execution = await readExecution(api, summary?.id ?? '');
		const names = itemsOf(execution, 'Three Styles').map(({ binary }) => binary?.data?.fileName);
		expect(names).toEqual(STYLES.map((style) => `${style}.png`));
		expect(itemsOf(execution, 'Three Styles').map(({ json }) => json.inputs)).toEqual(
			STYLES.map(() => [{ type: 'image/jpeg', width: 640, height: 480, bytes: photo.length }]),
		);
	});
});
