CREATE TABLE `mails` (
	`user_id` text NOT NULL,
	`id` text NOT NULL,
	`kind` text NOT NULL,
	`outcome` text NOT NULL,
	`tries` integer NOT NULL,
	`tried_at` integer NOT NULL,
	`last_tried_at` integer NOT NULL,
	PRIMARY KEY(`user_id`, `id`),
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade
) WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `mails_tried_at` ON `mails` (`tried_at`);
