import type { Locator } from 'playwright-core';

import { byTestId } from './test-id';
import { eventually } from '../support/eventually';

/** In pixels of the picture itself, not of the screen. */
export interface PictureSize {
	width: number;
	height: number;
}

/** What came out of a node, at the right of its panel. */
export class OutputPanel {
	constructor(private readonly nodePanel: Locator) {}

	/** Waits until there is something: items, or the message of a failure. */
	async isFilled(): Promise<void> {
		const done = '[data-test-id="node-run-info"], [data-test-id="node-error-message"]';
		await this.root.locator(done).first().waitFor();
	}

	/** Waits until the panel says something, which may take a run of the node, and returns all it says. */
	async says(text: RegExp): Promise<string> {
		return await eventually(`the output says ${text}`, async () => {
			const all = await this.root.innerText();
			return text.test(all) && all;
		});
	}

	/** Switches to the list of files. */
	async showFiles(): Promise<void> {
		await byTestId(this.root, 'radio-button-binary').click();
		await byTestId(this.root, 'ndv-view-binary-data').first().waitFor();
	}

	/**
	 * Opens a picture in the panel and waits until it is painted.
	 *
	 * @param index 0 for the first file
	 * @returns its size in pixels
	 */
	async viewPicture(index = 0): Promise<PictureSize> {
		await byTestId(this.root, 'ndv-view-binary-data').nth(index).click();
		const picture = this.root.locator('img[src*="/rest/binary-data"]');
		await picture.waitFor();
		return await eventually('the picture is painted', async () => {
			const size: PictureSize = await picture.evaluate(({ naturalWidth, naturalHeight }) => ({
				width: naturalWidth,
				height: naturalHeight,
			}));
			return size.width > 0 && size;
		});
	}

	private get root(): Locator {
		return byTestId(this.nodePanel, 'output-panel');
	}
}
