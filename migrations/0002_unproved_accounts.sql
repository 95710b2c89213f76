DROP INDEX `users_email_normalized_unique`;--> statement-breakpoint
DROP INDEX `users_username_normalized_unique`;--> statement-breakpoint
ALTER TABLE `users` ADD `mfa_email_enabled_at` integer;--> statement-breakpoint
ALTER TABLE `users` ADD `registered_browser` text;--> statement-breakpoint
ALTER TABLE `users` ADD `registered_country` text;--> statement-breakpoint
CREATE UNIQUE INDEX `users_verified_email` ON `users` (`email_normalized`) WHERE email_verified_at is not null;--> statement-breakpoint
CREATE UNIQUE INDEX `users_verified_username` ON `users` (`username_normalized`) WHERE email_verified_at is not null;--> statement-breakpoint
CREATE INDEX `users_unverified_email` ON `users` (`email_normalized`,`created_at`) WHERE email_verified_at is null;