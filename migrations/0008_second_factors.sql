CREATE TABLE `factor_removals` (
	`user_id` text PRIMARY KEY NOT NULL,
	`actor_id` text NOT NULL,
	`reason` text,
	`requested_at` integer NOT NULL,
	`due_at` integer NOT NULL,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade
) WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `factor_removals_due_at` ON `factor_removals` (`due_at`);--> statement-breakpoint
CREATE TABLE `passkeys` (
	`factor_id` text PRIMARY KEY NOT NULL,
	`credential_id` text NOT NULL,
	`public_key` text NOT NULL,
	`counter` integer NOT NULL,
	`transports` text NOT NULL,
	`aaguid` text,
	`backup_eligible` integer NOT NULL,
	`backed_up` integer NOT NULL,
	FOREIGN KEY (`factor_id`) REFERENCES `user_factors`(`id`) ON UPDATE no action ON DELETE cascade
) WITHOUT ROWID;
--> statement-breakpoint
CREATE UNIQUE INDEX `passkeys_credential` ON `passkeys` (`credential_id`);--> statement-breakpoint
CREATE TABLE `recovery_codes` (
	`user_id` text NOT NULL,
	`code_digest` text NOT NULL,
	`created_at` integer NOT NULL,
	`used_at` integer,
	PRIMARY KEY(`user_id`, `code_digest`),
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade
) WITHOUT ROWID;
--> statement-breakpoint
ALTER TABLE `user_factors` ADD `sealed_by` text;--> statement-breakpoint
CREATE INDEX `user_factors_sealed_by` ON `user_factors` (`sealed_by`) WHERE sealed_by is not null;