CREATE TABLE `user_factors` (
	`id` text PRIMARY KEY NOT NULL,
	`user_id` text NOT NULL,
	`kind` text NOT NULL,
	`label` text,
	`secret` text,
	`created_at` integer,
	`last_used_at` integer,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `user_factors_user` ON `user_factors` (`user_id`,`kind`);--> statement-breakpoint
CREATE UNIQUE INDEX `user_factors_mailed_code` ON `user_factors` (`user_id`) WHERE kind = 'email_otp';--> statement-breakpoint
INSERT INTO `user_factors` (`id`, `user_id`, `kind`, `created_at`)
SELECT lower(hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || substr(hex(randomblob(2)), 2) || '-' ||
	substr('89ab', 1 + (random() & 3), 1) || substr(hex(randomblob(2)), 2) || '-' || hex(randomblob(6))),
	`id`, 'email_otp', `mfa_email_enabled_at`
FROM `users` WHERE `mfa_email_enabled`;
