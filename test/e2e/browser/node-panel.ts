import type { Locator, Page } from 'playwright-core';

import { CredentialDialog } from './credential-dialog';
import { OutputPanel } from './output-panel';
import { stable } from './stable';
import { byTestId } from './test-id';

const PATH_PREFIX = 'parameters.';

/** The panel of a node: its parameters, between its input and its output. Fields go by their names. */
export class NodePanel {
	readonly output: OutputPanel;

	constructor(private readonly page: Page) {
		this.output = new OutputPanel(this.root);
	}

	async isOpen(): Promise<void> {
		await this.parameters.waitFor();
		await this.parameters.locator('[data-parameter-path]').first().waitFor();
	}

	/** Scrolls to the first field, and takes the mouse off, for a picture of the panel. */
	async showTop(): Promise<void> {
		await this.parameters.locator('[data-parameter-path]').first().scrollIntoViewIfNeeded();
		await this.page.mouse.move(0, 0);
	}

	/** The names of the fields to be seen, from top to bottom, those inside collections excepted. */
	async visibleFields(): Promise<string[]> {
		const fields = this.parameters.locator(`[data-parameter-path^="${PATH_PREFIX}"]:visible`);
		return await stable(async () => {
			const paths = await fields.evaluateAll((found) =>
				found.map((field) => field.getAttribute('data-parameter-path') ?? ''),
			);
			const names = paths.map((path) => path.slice(PATH_PREFIX.length));
			return [...new Set(names.filter((name) => !name.includes('.')))];
		});
	}

	/** The names of the choices in a drop-down field. */
	async choices(field: string): Promise<string[]> {
		await this.input(field).click();
		const names = await stable(async () => await this.openChoices.allInnerTexts());
		await this.input(field).click();
		await this.openChoices.first().waitFor({ state: 'hidden' });
		return names.map((name) => name.split('\n')[0] ?? '');
	}

	/** Chooses in a drop-down field, by the name of the choice. */
	async choose(field: string, choice: string): Promise<void> {
		await this.input(field).click();
		const headline = this.page.locator('.option-headline').getByText(choice, { exact: true });
		await this.openChoices.filter({ has: headline }).first().click();
		await this.openChoices.first().waitFor({ state: 'hidden' });
	}

	/** Chooses in a field whose choices come from a list that can be searched. */
	async chooseFromList(field: string, choice: string): Promise<void> {
		await this.listInput(field).click();
		const items = this.page.locator('[data-test-id="rlc-item"]:visible');
		await items.getByText(choice, { exact: true }).first().click();
		await items.first().waitFor({ state: 'hidden' });
	}

	/** Types into such a field what is not in its list. */
	async typeById(field: string, id: string): Promise<void> {
		await byTestId(this.field(field), 'rlc-mode-selector').click();
		await this.page.locator('[data-test-id="mode-id"]:visible').click();
		await this.listInput(field).fill(id);
		await this.listInput(field).blur();
	}

	/** Goes back from typing to its list. */
	async backToList(field: string): Promise<void> {
		await byTestId(this.field(field), 'rlc-mode-selector').click();
		await this.page.locator('[data-test-id="mode-list"]:visible').click();
	}

	/** What such a field shows. */
	async shownInList(field: string): Promise<string> {
		return await this.listInput(field).inputValue();
	}

	/** Types into a text or number field. */
	async fill(field: string, text: string): Promise<void> {
		const box = this.field(field).locator('textarea, input').first();
		await box.fill(text);
		await box.blur();
	}

	/** What a field shows. */
	async shownIn(field: string): Promise<string> {
		return await this.field(field).locator('textarea, input').first().inputValue();
	}

	/** The names of the optional fields that "Add option" offers. */
	async offeredOptions(): Promise<string[]> {
		const add = byTestId(this.parameters, 'collection-parameter-add');
		await add.click();
		const options = this.page.locator('[data-test-id="collection-parameter-option"]:visible');
		const names = await stable(async () => await options.allInnerTexts());
		await this.page.keyboard.press('Escape');
		await options.first().waitFor({ state: 'hidden' });
		return names.map((name) => name.trim());
	}

	/** Opens the dialog for a new credential. */
	async connectCredential(): Promise<CredentialDialog> {
		await byTestId(this.root, 'node-credentials-empty-state').click();
		return await CredentialDialog.opened(this.page);
	}

	/** Opens the dialog of the credential that the node uses. */
	async editCredential(): Promise<CredentialDialog> {
		await byTestId(this.root, 'credential-edit-button').click();
		return await CredentialDialog.opened(this.page);
	}

	/** Presses "Execute step" and waits for the end. */
	async execute(): Promise<void> {
		await byTestId(this.root, 'node-execute-button').click();
		await this.output.isFilled();
	}

	async close(): Promise<void> {
		await byTestId(this.root, 'ndv-close-button').click();
		await this.root.waitFor({ state: 'hidden' });
	}

	private get root(): Locator {
		return byTestId(this.page, 'ndv');
	}

	private get parameters(): Locator {
		return byTestId(this.root, 'node-parameters');
	}

	private get openChoices(): Locator {
		return this.page.locator('[data-test-id="parameter-input-item"]:visible');
	}

	private field(name: string): Locator {
		return this.parameters.locator(`[data-parameter-path="${PATH_PREFIX}${name}"]`);
	}

	private listInput(name: string): Locator {
		const box = '[data-test-id="rlc-input"]';
		return this.field(name).locator(`${box} input, input${box}`).first();
	}

	private input(name: string): Locator {
		return this.field(name).locator('input').first();
	}
}
