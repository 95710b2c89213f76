-- Rows live under their text key, without a second tree for row numbers: each costs one row written less.
-- `DROP TABLE` first deletes the rows, and with them what refers to them, since D1 always enforces foreign
-- keys. So `users` is dropped only once each table that refers to it is replaced by one that refers to the
-- new `users`. Renaming that one renames it in their references too.
CREATE TABLE `new_users` (
	`id` text PRIMARY KEY NOT NULL,
	`email` text NOT NULL,
	`email_normalized` text NOT NULL,
	`username` text,
	`username_normalized` text,
	`password_hash` text,
	`first_name` text DEFAULT '' NOT NULL,
	`last_name` text DEFAULT '' NOT NULL,
	`display_name` text DEFAULT '' NOT NULL,
	`timezone` text DEFAULT 'UTC' NOT NULL,
	`locale` text,
	`status` text DEFAULT 'active' NOT NULL,
	`roles` text DEFAULT '["user"]' NOT NULL,
	`email_verified_at` integer,
	`password_changed_at` integer,
	`sign_in_epoch` integer DEFAULT 0 NOT NULL,
	`roles_changed_at` integer DEFAULT 0 NOT NULL,
	`locked_until` integer,
	`password_breached_at` integer,
	`terms_accepted_at` integer,
	`privacy_policy_accepted_at` integer,
	`registered_browser` text,
	`registered_country` text,
	`last_login_at` integer,
	`version` integer DEFAULT 0 NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL
) WITHOUT ROWID;
--> statement-breakpoint
INSERT INTO `new_users` (
	`id`, `email`, `email_normalized`, `username`, `username_normalized`, `password_hash`,
	`first_name`, `last_name`, `display_name`, `timezone`, `locale`, `status`, `roles`,
	`email_verified_at`, `password_changed_at`, `sign_in_epoch`, `roles_changed_at`,
	`locked_until`, `password_breached_at`, `terms_accepted_at`, `privacy_policy_accepted_at`,
	`registered_browser`, `registered_country`, `last_login_at`, `version`, `created_at`,
	`updated_at`
) SELECT
	`id`, `email`, `email_normalized`, `username`, `username_normalized`, `password_hash`,
	`first_name`, `last_name`, `display_name`, `timezone`, `locale`, `status`, `roles`,
	`email_verified_at`, `password_changed_at`, `sign_in_epoch`, `roles_changed_at`,
	`locked_until`, `password_breached_at`, `terms_accepted_at`, `privacy_policy_accepted_at`,
	`registered_browser`, `registered_country`, `last_login_at`, `version`, `created_at`,
	`updated_at`
FROM `users`;
--> statement-breakpoint
CREATE TABLE `new_sessions` (
	`id` text PRIMARY KEY NOT NULL,
	`user_id` text NOT NULL,
	`device_name` text,
	`device_fingerprint` text,
	`user_agent` text,
	`browser` text,
	`os` text,
	`device_type` text,
	`ip_address` text,
	`city` text,
	`country` text,
	`amr` text NOT NULL,
	`created_at` integer NOT NULL,
	`last_activity_at` integer NOT NULL,
	`last_rotation_at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	`revoked_at` integer,
	`revoke_reason` text,
	`seq` integer DEFAULT 0 NOT NULL,
	FOREIGN KEY (`user_id`) REFERENCES `new_users`(`id`) ON UPDATE no action ON DELETE cascade
) WITHOUT ROWID;
--> statement-breakpoint
INSERT INTO `new_sessions` (
	`id`, `user_id`, `device_name`, `device_fingerprint`, `user_agent`, `browser`, `os`,
	`device_type`, `ip_address`, `city`, `country`, `amr`, `created_at`, `last_activity_at`,
	`last_rotation_at`, `expires_at`, `revoked_at`, `revoke_reason`, `seq`
) SELECT
	`id`, `user_id`, `device_name`, `device_fingerprint`, `user_agent`, `browser`, `os`,
	`device_type`, `ip_address`, `city`, `country`, `amr`, `created_at`, `last_activity_at`,
	`last_rotation_at`, `expires_at`, `revoked_at`, `revoke_reason`, `seq`
FROM `sessions`;
--> statement-breakpoint
CREATE TABLE `new_password_history` (
	`id` text PRIMARY KEY NOT NULL,
	`user_id` text NOT NULL,
	`password_hash` text NOT NULL,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`user_id`) REFERENCES `new_users`(`id`) ON UPDATE no action ON DELETE cascade
) WITHOUT ROWID;
--> statement-breakpoint
INSERT INTO `new_password_history` (
	`id`, `user_id`, `password_hash`, `created_at`
) SELECT
	`id`, `user_id`, `password_hash`, `created_at`
FROM `password_history`;
--> statement-breakpoint
CREATE TABLE `new_user_factors` (
	`id` text PRIMARY KEY NOT NULL,
	`user_id` text NOT NULL,
	`kind` text NOT NULL,
	`label` text,
	`secret` text,
	`created_at` integer,
	`last_used_at` integer,
	FOREIGN KEY (`user_id`) REFERENCES `new_users`(`id`) ON UPDATE no action ON DELETE cascade
) WITHOUT ROWID;
--> statement-breakpoint
INSERT INTO `new_user_factors` (
	`id`, `user_id`, `kind`, `label`, `secret`, `created_at`, `last_used_at`
) SELECT
	`id`, `user_id`, `kind`, `label`, `secret`, `created_at`, `last_used_at`
FROM `user_factors`;
--> statement-breakpoint
CREATE TABLE `new_audit_events` (
	`id` text PRIMARY KEY NOT NULL,
	`type` text NOT NULL,
	`risk_level` text NOT NULL,
	`user_id` text,
	`actor_id` text,
	`session_id` text,
	`ip_address` text,
	`user_agent` text,
	`request_id` text,
	`metadata` text NOT NULL,
	`created_at` integer NOT NULL
) WITHOUT ROWID;
--> statement-breakpoint
INSERT INTO `new_audit_events` (
	`id`, `type`, `risk_level`, `user_id`, `actor_id`, `session_id`, `ip_address`, `user_agent`,
	`request_id`, `metadata`, `created_at`
) SELECT
	`id`, `type`, `risk_level`, `user_id`, `actor_id`, `session_id`, `ip_address`, `user_agent`,
	`request_id`, `metadata`, `created_at`
FROM `audit_events`;
--> statement-breakpoint
CREATE TABLE `new_revoked_tokens` (
	`jti` text PRIMARY KEY NOT NULL,
	`user_id` text NOT NULL,
	`session_id` text NOT NULL,
	`expires_at` integer NOT NULL,
	`revoked_at` integer NOT NULL
) WITHOUT ROWID;
--> statement-breakpoint
INSERT INTO `new_revoked_tokens` (
	`jti`, `user_id`, `session_id`, `expires_at`, `revoked_at`
) SELECT
	`jti`, `user_id`, `session_id`, `expires_at`, `revoked_at`
FROM `revoked_tokens`;
--> statement-breakpoint
CREATE TABLE `new_erased_users` (
	`user_id` text PRIMARY KEY NOT NULL,
	`pseudonym` text NOT NULL,
	`expires_at` integer NOT NULL
) WITHOUT ROWID;
--> statement-breakpoint
INSERT INTO `new_erased_users` (
	`user_id`, `pseudonym`, `expires_at`
) SELECT
	`user_id`, `pseudonym`, `expires_at`
FROM `erased_users`;
--> statement-breakpoint
DROP TABLE `sessions`;
--> statement-breakpoint
DROP TABLE `password_history`;
--> statement-breakpoint
DROP TABLE `user_factors`;
--> statement-breakpoint
DROP TABLE `audit_events`;
--> statement-breakpoint
DROP TABLE `revoked_tokens`;
--> statement-breakpoint
DROP TABLE `erased_users`;
--> statement-breakpoint
DROP TABLE `users`;
--> statement-breakpoint
ALTER TABLE `new_users` RENAME TO `users`;
--> statement-breakpoint
ALTER TABLE `new_sessions` RENAME TO `sessions`;
--> statement-breakpoint
ALTER TABLE `new_password_history` RENAME TO `password_history`;
--> statement-breakpoint
ALTER TABLE `new_user_factors` RENAME TO `user_factors`;
--> statement-breakpoint
ALTER TABLE `new_audit_events` RENAME TO `audit_events`;
--> statement-breakpoint
ALTER TABLE `new_revoked_tokens` RENAME TO `revoked_tokens`;
--> statement-breakpoint
ALTER TABLE `new_erased_users` RENAME TO `erased_users`;
--> statement-breakpoint
CREATE UNIQUE INDEX `users_verified_email` ON `users` (`email_normalized`) WHERE email_verified_at is not null;
--> statement-breakpoint
CREATE UNIQUE INDEX `users_verified_username` ON `users` (`username_normalized`) WHERE email_verified_at is not null;
--> statement-breakpoint
CREATE INDEX `users_unverified_email` ON `users` (`email_normalized`,`created_at`) WHERE email_verified_at is null;
--> statement-breakpoint
CREATE INDEX `users_created_at` ON `users` (`created_at`);
--> statement-breakpoint
CREATE INDEX `users_status` ON `users` (`status`,`id`);
--> statement-breakpoint
CREATE INDEX `users_unverified` ON `users` (`id`) WHERE email_verified_at is null;
--> statement-breakpoint
CREATE INDEX `users_locked` ON `users` (`locked_until`) WHERE locked_until is not null;
--> statement-breakpoint
CREATE INDEX `users_privileged` ON `users` (`id`) WHERE roles <> '["user"]';
--> statement-breakpoint
CREATE INDEX `sessions_user` ON `sessions` (`user_id`,`revoked_at`,`expires_at`);
--> statement-breakpoint
CREATE INDEX `sessions_expires_at` ON `sessions` (`expires_at`);
--> statement-breakpoint
CREATE INDEX `sessions_revoked_at` ON `sessions` (`revoked_at`);
--> statement-breakpoint
CREATE INDEX `password_history_user` ON `password_history` (`user_id`,`created_at`);
--> statement-breakpoint
CREATE INDEX `user_factors_user` ON `user_factors` (`user_id`,`kind`);
--> statement-breakpoint
CREATE UNIQUE INDEX `user_factors_mailed_code` ON `user_factors` (`user_id`) WHERE kind = 'email_otp';
--> statement-breakpoint
CREATE INDEX `audit_events_user` ON `audit_events` (`user_id`,`id`);
--> statement-breakpoint
CREATE INDEX `audit_events_acts` ON `audit_events` (`actor_id`) WHERE actor_id <> user_id;
--> statement-breakpoint
CREATE INDEX `audit_events_created_at` ON `audit_events` (`created_at`);
--> statement-breakpoint
CREATE INDEX `revoked_tokens_expires_at` ON `revoked_tokens` (`expires_at`);
--> statement-breakpoint
CREATE INDEX `revoked_tokens_user` ON `revoked_tokens` (`user_id`);
--> statement-breakpoint
CREATE INDEX `erased_users_expires_at` ON `erased_users` (`expires_at`);
