DROP INDEX `users_status`;--> statement-breakpoint
ALTER TABLE `users` ADD `sign_in_epoch` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `users` ADD `roles_changed_at` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `users` ADD `locked_until` integer;--> statement-breakpoint
CREATE INDEX `users_unverified` ON `users` (`id`) WHERE email_verified_at is null;--> statement-breakpoint
CREATE INDEX `users_locked` ON `users` (`locked_until`) WHERE locked_until is not null;--> statement-breakpoint
CREATE INDEX `users_privileged` ON `users` (`id`) WHERE roles <> '["user"]';--> statement-breakpoint
CREATE INDEX `users_status` ON `users` (`status`,`id`);--> statement-breakpoint
CREATE INDEX `audit_events_acts` ON `audit_events` (`actor_id`) WHERE actor_id <> user_id;--> statement-breakpoint
UPDATE `users` SET `sign_in_epoch` = coalesce(`password_changed_at`, 0);
