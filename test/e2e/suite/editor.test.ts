import { startSimulator, type Simulator } from '../../simulator';
import { MODELS } from '../../../nodes/XhuoImage/models/catalogue';
import {
	FIELD_LABELS,
	type FieldName,
	type ModelEntry,
} from '../../../nodes/XhuoImage/models/model';
import { Browser } from '../browser/browser';
import type { Editor } from '../browser/editor';
import type { NodePanel } from '../browser/node-panel';
import type { N8n } from '../instance/n8n';
import { startPreparedN8n } from '../setup/prepared';

/** Fields that stand above Options; the others are offered by "Add option". */
const FIELDS_ABOVE: FieldName[] = ['quality', 'style'];

/** One of the node's actions, whose name a node that it adds is given. */
const ACTION = 'Generate image';
const PROMPT = 'A small fox reading a book under a glowing mushroom';

describe("the node in n8n's editor", () => {
	let n8n: N8n;
	let simulator: Simulator;
	let browser: Browser;
	let editor: Editor;
	let panel: NodePanel;

	beforeAll(async () => {
		[n8n, simulator, browser] = await Promise.all([
			startPreparedN8n('editor'),
			startSimulator(),
			Browser.start(),
		]);
		editor = await browser.openEditor(n8n);
	});
	afterAll(async () => {
		await browser?.close();
		await simulator?.close();
		await n8n?.dispose();
	});
	afterEach(async () => {
		const { currentTestName = 'a test' } = expect.getState();
		await editor.screenshot(`after/${currentTestName.replace(/[^\w.]+/g, '-')}`);
	});

	describe('the panel of nodes', () => {
		beforeAll(async () => await editor.newWorkflow());

		it.each(['xhuo', 'image', 'nano banana'])('finds it for "%s"', async (text) => {
			expect(await editor.searchNodes(text)).toContain('XHuo Image');
		});

		it('adds it by one of its actions', async () => {
			panel = await editor.addNode('XHuo Image', ACTION);

			expect(await panel.shownInList('model')).toBe('GPT Image 2');
			await panel.fill('prompt', PROMPT);
		});
	});

	it('opens from the canvas, as it was left', async () => {
		await panel.close();

		panel = await editor.openNode(ACTION);

		expect(await panel.shownIn('prompt')).toBe(PROMPT);
	});

	it.each(MODELS)('shows for $label what that model takes', async (model) => {
		await panel.chooseFromList('model', model.label);
		expect(await panel.shownInList('model')).toBe(model.label);

		const fields = await panel.visibleFields();
		expect(fields.filter(isAModelField)).toEqual(FIELDS_ABOVE.filter((name) => model.fields[name]));
		expect(fields).toEqual(
			expect.arrayContaining(['prompt', 'size', 'numberOfImages', 'delivery']),
		);
		const options = await panel.offeredOptions();
		expect(options.filter(isAModelFieldLabel).sort()).toEqual(optionalFieldLabels(model));
		expect(await panel.choices('size')).toHaveLength(numberOfSizes(model));
		await panel.showTop();
		await editor.screenshot(`model-${model.id}`);
	});

	it('shows all there is for an ID that is not in the list, and of its family for one that has one', async () => {
		await panel.typeById('model', 'gpt-image-9');
		const above = ['prompt', 'size', 'quality', 'style', 'numberOfImages', 'delivery'];
		expect(await panel.visibleFields()).toEqual(expect.arrayContaining(above));
		expect(await panel.offeredOptions()).toEqual(
			expect.arrayContaining(['Background', 'Output Format', 'Response Format', 'Seed']),
		);
		await panel.showTop();
		await editor.screenshot('model-by-id');

		await panel.typeById('model', 'gpt-image-2:official');
		expect(await panel.visibleFields()).not.toContain('style');
		expect(await panel.choices('size')).toContain('Automatic');
	});

	it('takes a custom size for GPT Image 2', async () => {
		await panel.backToList('model');
		await panel.chooseFromList('model', 'GPT Image 2');
		expect(await panel.visibleFields()).not.toContain('width');

		await panel.choose('size', 'Custom');
		await panel.fill('width', '1280');
		await panel.fill('height', '720');

		expect(await panel.visibleFields()).toEqual(expect.arrayContaining(['width', 'height']));
	});

	it('shows a red verdict for a wrong token, with what to do', async () => {
		const dialog = await panel.connectCredential();
		await dialog.fill('baseUrl', simulator.baseUrl);
		await dialog.fill('apiToken', 'not-the-token');
		await dialog.save();

		const verdict = await dialog.verdict();

		expect(verdict.isGreen).toBe(false);
		expect(verdict.text).toMatch(/API token was not accepted/i);
		await editor.screenshot('credential-red');
		await dialog.fill('apiToken', simulator.token);
		await dialog.saveAndClose();
	});

	it('shows a green verdict for the right token', async () => {
		const dialog = await panel.editCredential();

		const verdict = await dialog.verdict();

		expect(verdict.isGreen).toBe(true);
		await editor.screenshot('credential-green');
		await dialog.close();
	});

	it('shows the picture in the output panel', async () => {
		await editor.toastsAreGone();
		await panel.execute();
		await panel.output.showFiles();

		expect(await panel.output.viewPicture()).toEqual({ width: 1280, height: 720 });
		expect(simulator.ledger).toHaveLength(1);
		await editor.toastsAreGone();
		await editor.screenshot('picture');
	});

	it('tells what to do when a size is off the grid, before anything is paid', async () => {
		await panel.fill('width', '1281');
		await panel.execute();

		expect(await panel.output.says(/1281/)).toMatch(/1280x720/);
		expect(simulator.ledger).toHaveLength(1);
		await editor.toastsAreGone();
		await editor.screenshot('error');
	});
});

function isAModelField(name: string): boolean {
	return Object.keys(FIELD_LABELS).includes(name);
}

function isAModelFieldLabel(label: string): boolean {
	return Object.values(FIELD_LABELS).includes(label);
}

function optionalFieldLabels({ fields }: ModelEntry): string[] {
	const labels = Object.entries(FIELD_LABELS).flatMap(([name, label]) => {
		const isTaken = Object.keys(fields).includes(name);
		return isTaken && !FIELDS_ABOVE.some((above) => above === name) ? [label] : [];
	});
	return labels.sort();
}

function numberOfSizes({ size }: ModelEntry): number {
	return size.presets.length + (size.allowsAuto ? 1 : 0) + (size.grid ? 1 : 0);
}
