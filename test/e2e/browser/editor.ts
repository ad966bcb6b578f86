import type { Locator, Page } from 'playwright-core';

import { NodePanel } from './node-panel';
import { stable } from './stable';
import { byTestId } from './test-id';
import { eventually } from '../support/eventually';
import { join } from '../support/node';
import { outputFolder } from '../support/paths';

/** n8n's editor as a user sees it. */
export class Editor {
	constructor(
		readonly page: Page,
		private readonly url: string,
	) {}

	/** Opens a stored workflow. */
	async openWorkflow({ id }: { id: string }): Promise<void> {
		await this.page.goto(`${this.url}/workflow/${id}`);
		await byTestId(this.page, 'canvas-node').first().waitFor();
	}

	/** Opens a new workflow that has nothing but the trigger "Trigger manually", the first one offered. */
	async newWorkflow(): Promise<void> {
		await this.page.goto(`${this.url}/workflow/new`);
		await byTestId(this.page, 'canvas-plus-button').click();
		await this.offer('Trigger manually').click();
		await byTestId(this.page, 'canvas-node').first().waitFor();
	}

	/** The names that the nodes panel offers for a search, in its order. */
	async searchNodes(text: string): Promise<string[]> {
		await this.openNodesPanel();
		await this.searchBar.fill(text);
		return await stable(
			async () => await byTestId(this.page, 'node-creator-item-name').allInnerTexts(),
		);
	}

	/** Closes the nodes panel. */
	async closeNodesPanel(): Promise<void> {
		await this.page.keyboard.press('Escape');
		await this.searchBar.waitFor({ state: 'hidden' });
	}

	/**
	 * Adds a node by its name, and for a node that has several actions by one of them. The editor opens
	 * its panel at once.
	 */
	async addNode(name: string, action?: string): Promise<NodePanel> {
		await this.searchNodes(name);
		await this.offer(name).click();
		if (action !== undefined) await this.offer(action).click();
		return await this.nodePanel();
	}

	/** Opens the panel of a node on the canvas. */
	async openNode(name: string): Promise<NodePanel> {
		await this.page.locator(`[data-test-id="canvas-node"][data-node-name="${name}"]`).dblclick();
		return await this.nodePanel();
	}

	/** Presses "Execute workflow" and waits for the toast that tells how it went. */
	async executeWorkflow(): Promise<string> {
		await byTestId(this.page, 'execute-workflow-button').click();
		return await this.toast(/Workflow executed successfully|Problem in node/);
	}

	/** Opens the panel of logs below the canvas, at the last run of a node. */
	async showLogOf(node: string): Promise<void> {
		await byTestId(this.page, 'logs-overview-header').click();
		const rows = byTestId(this.page, 'logs-overview-body');
		await rows.getByText(node, { exact: true }).last().click();
		await byTestId(this.page, 'logs-details-body').waitFor();
	}

	/** Waits for a toast, and returns all it says. */
	async toast(text: RegExp): Promise<string> {
		const toast = this.page.locator('.el-notification', { hasText: text }).first();
		return await toast.innerText();
	}

	/**
	 * Waits until no toast covers anything. One may still be on its way, and that of a failure stays until
	 * somebody closes it.
	 */
	async toastsAreGone(): Promise<void> {
		await eventually('all toasts are gone', async () => {
			for (const close of await this.page.locator('.el-notification__closeBtn').all()) {
				await close.click({ timeout: 1_000 }).catch(() => undefined);
			}
			return (await this.page.locator('.el-notification:visible').count()) === 0;
		});
	}

	/** Writes what is to be seen to `output/e2e/<name>.png`. */
	async screenshot(name: string): Promise<void> {
		await this.page.screenshot({ path: join(outputFolder, `${name}.png`), animations: 'disabled' });
	}

	private async nodePanel(): Promise<NodePanel> {
		const panel = new NodePanel(this.page);
		await panel.isOpen();
		return panel;
	}

	private async openNodesPanel(): Promise<void> {
		if (await this.searchBar.isVisible()) return;
		await byTestId(this.page, 'node-creator-plus-button').click();
	}

	private get searchBar(): Locator {
		return byTestId(this.page, 'node-creator-search-bar');
	}

	private offer(name: string): Locator {
		const exactly = new RegExp(`^\\s*${name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}\\s*$`);
		return byTestId(this.page, 'node-creator-item-name').filter({ hasText: exactly }).first();
	}
}
