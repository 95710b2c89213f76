DROP INDEX `sessions_user`;--> statement-breakpoint
CREATE INDEX `sessions_of_user` ON `sessions` (`user_id`);--> statement-breakpoint
DROP INDEX `users_status`;--> statement-breakpoint
DROP INDEX `users_unverified`;--> statement-breakpoint
ALTER TABLE `users` ADD `name_normalized` text;--> statement-breakpoint
-- By hand: SQLite folds ASCII alone. The flush makes the rest, which stays null until then.
UPDATE `users` SET `name_normalized` = lower(trim(`display_name`)) WHERE `display_name` NOT GLOB '*[^ -~]*';--> statement-breakpoint
CREATE INDEX `users_unverified_username` ON `users` (`username_normalized`) WHERE email_verified_at is null and username_normalized is not null;--> statement-breakpoint
CREATE INDEX `users_name` ON `users` (`name_normalized`) WHERE name_normalized <> '';--> statement-breakpoint
CREATE INDEX `users_unsearchable` ON `users` (`id`) WHERE name_normalized is null;--> statement-breakpoint
CREATE INDEX `users_last_login_at` ON `users` (`last_login_at`);--> statement-breakpoint
CREATE INDEX `users_disabled` ON `users` (`id`) WHERE status = 'disabled';--> statement-breakpoint
-- By hand: a Worker of the release before changes names alone. The flush makes their normal form anew.
CREATE TRIGGER `users_name_changed` AFTER UPDATE OF `display_name` ON `users`
WHEN new.display_name <> old.display_name AND new.name_normalized = old.name_normalized
BEGIN
	UPDATE `users` SET `name_normalized` = NULL WHERE `id` = new.id;
END;
