import type { Locator, Page } from 'playwright-core';

import { byTestId } from './test-id';

const GREEN = 'Connection tested successfully';
const RED = 'Couldn’t connect with these settings';

/** What the dialog says of a credential, in green or in red. */
export interface ShownVerdict {
	isGreen: boolean;
	text: string;
}

/** The dialog in which a credential is typed in, saved and tested. */
export class CredentialDialog {
	private constructor(private readonly page: Page) {}

	static async opened(page: Page): Promise<CredentialDialog> {
		const dialog = new CredentialDialog(page);
		await dialog.root.waitFor();
		return dialog;
	}

	/** Types into a field, by its name. */
	async fill(field: string, text: string): Promise<void> {
		await byTestId(this.root, `parameter-input-${field}`).locator('input').first().fill(text);
	}

	/** Presses Save. n8n tests what it saved, and closes the dialog if all is well. */
	async save(): Promise<void> {
		await byTestId(this.root, 'credential-save-button').click();
	}

	/** Presses Save and waits until the dialog closes, which it does by itself after a green verdict. */
	async saveAndClose(): Promise<void> {
		await this.save();
		await this.root.waitFor({ state: 'hidden' });
	}

	/** Tests the credential as it is saved, and waits for the verdict. */
	async retry(): Promise<void> {
		await this.root.getByText('Retry').click();
	}

	/** Waits for the verdict. A stored credential is tested as soon as its dialog opens. */
	async verdict(): Promise<ShownVerdict> {
		const banner = this.root.getByText(GREEN).or(this.root.getByText(RED)).first();
		await banner.waitFor();
		const isGreen = (await banner.innerText()).includes(GREEN);
		const details = this.root.getByText('More details');
		if (!isGreen && (await details.isVisible())) await details.click();
		return { isGreen, text: await this.root.innerText() };
	}

	async close(): Promise<void> {
		await this.page.locator('.el-dialog__headerbtn:visible').last().click();
		await this.root.waitFor({ state: 'hidden' });
	}

	private get root(): Locator {
		return byTestId(this.page, 'editCredential-modal');
	}
}
