CREATE TABLE `figures` (
	`hour` integer PRIMARY KEY NOT NULL,
	`counts` text NOT NULL
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `runs` (
	`name` text PRIMARY KEY NOT NULL,
	`at` integer NOT NULL,
	`report` text NOT NULL
) WITHOUT ROWID;
--> statement-breakpoint
DROP INDEX `audit_events_created_at`;
--> statement-breakpoint
DROP INDEX `sessions_revoked_at`;
--> statement-breakpoint
INSERT INTO `figures` (`hour`, `counts`) VALUES (0, json_object(
	'users', (SELECT count(*) FROM `users`),
	'users_disabled', (SELECT count(*) FROM `users` WHERE status = 'disabled'),
	'users_unverified', (SELECT count(*) FROM `users` WHERE email_verified_at IS NULL),
	'users_second_factor', (SELECT count(DISTINCT user_id) FROM `user_factors`),
	'sessions_open', (SELECT count(*) FROM `sessions` WHERE revoked_at IS NULL)));
--> statement-breakpoint
INSERT INTO `figures` (`hour`, `counts`)
SELECT hour, json_group_object(name, n) FROM (
	SELECT hour, name, count(*) AS n FROM (
		SELECT created_at - created_at % 3600000 AS hour, 'event:' || type AS name FROM `audit_events`
			WHERE created_at >= (unixepoch() - 2678400) * 1000 AND type IN (
		'account.erased', 'account.locked', 'consent.given', 'factor.added', 'factor.removed',
		'grant.code_replayed', 'mail.dead_lettered', 'password.changed', 'password.reset',
		'password.reset_asked', 'recovery_code.used', 'second_factor.disabled', 'second_factor.enabled',
		'second_factor.failed', 'session.refresh_token_reused', 'session.sign_in_failed',
		'user.email_verified')
		UNION ALL SELECT created_at - created_at % 3600000, 'sign_up' FROM `audit_events`
			WHERE created_at >= (unixepoch() - 2678400) * 1000 AND type = 'user.registered'
		UNION ALL SELECT created_at - created_at % 3600000,
		iif(client_id IS NOT NULL, 'grant_begun', 'sign_in:' || iif(amr GLOB '*[^][",a-z]*',
		'other', replace(replace(replace(amr, '["', ''), '"]', ''), '","', '+'))) FROM `sessions`
			WHERE created_at >= (unixepoch() - 2678400) * 1000
	) GROUP BY hour, name
) WHERE hour > 0 GROUP BY hour;
--> statement-breakpoint
CREATE TRIGGER `figures_user_added` AFTER INSERT ON `users`
BEGIN
	INSERT INTO `figures` (`hour`, `counts`) VALUES (new.updated_at - new.updated_at % 3600000, json_object(
		'sign_up', 1,
		'users', 1,
		'users_disabled', new.status = 'disabled',
		'users_unverified', new.email_verified_at IS NULL))
	ON CONFLICT (`hour`) DO UPDATE SET `counts` = (SELECT json_group_object(name, n) FROM (
		SELECT key AS name, sum(value) AS n FROM (
			SELECT key, value FROM json_each(`figures`.`counts`)
			UNION ALL SELECT key, value FROM json_each(excluded.`counts`)
		) GROUP BY key));
END;
--> statement-breakpoint
CREATE TRIGGER `figures_user_changed` AFTER UPDATE OF `status`, `email_verified_at` ON `users`
WHEN old.status <> new.status OR (old.email_verified_at IS NULL) <> (new.email_verified_at IS NULL)
BEGIN
	INSERT INTO `figures` (`hour`, `counts`) VALUES (0, json_object(
		'users_disabled', (new.status = 'disabled') - (old.status = 'disabled'),
		'users_unverified', (new.email_verified_at IS NULL) - (old.email_verified_at IS NULL)))
	ON CONFLICT (`hour`) DO UPDATE SET `counts` = (SELECT json_group_object(name, n) FROM (
		SELECT key AS name, sum(value) AS n FROM (
			SELECT key, value FROM json_each(`figures`.`counts`)
			UNION ALL SELECT key, value FROM json_each(excluded.`counts`)
		) GROUP BY key));
END;
--> statement-breakpoint
CREATE TRIGGER `figures_user_removed` AFTER DELETE ON `users`
BEGIN
	INSERT INTO `figures` (`hour`, `counts`) VALUES (0, json_object(
		'users', -1,
		'users_disabled', -(old.status = 'disabled'),
		'users_unverified', -(old.email_verified_at IS NULL)))
	ON CONFLICT (`hour`) DO UPDATE SET `counts` = (SELECT json_group_object(name, n) FROM (
		SELECT key AS name, sum(value) AS n FROM (
			SELECT key, value FROM json_each(`figures`.`counts`)
			UNION ALL SELECT key, value FROM json_each(excluded.`counts`)
		) GROUP BY key));
END;
--> statement-breakpoint
CREATE TRIGGER `figures_factor_added` AFTER INSERT ON `user_factors`
WHEN (SELECT count(*) FROM `user_factors` WHERE user_id = new.user_id) = 1
BEGIN
	INSERT INTO `figures` (`hour`, `counts`) VALUES (0, json_object(
		'users_second_factor', 1))
	ON CONFLICT (`hour`) DO UPDATE SET `counts` = (SELECT json_group_object(name, n) FROM (
		SELECT key AS name, sum(value) AS n FROM (
			SELECT key, value FROM json_each(`figures`.`counts`)
			UNION ALL SELECT key, value FROM json_each(excluded.`counts`)
		) GROUP BY key));
END;
--> statement-breakpoint
CREATE TRIGGER `figures_factor_removed` AFTER DELETE ON `user_factors`
WHEN NOT EXISTS (SELECT 1 FROM `user_factors` WHERE user_id = old.user_id)
BEGIN
	INSERT INTO `figures` (`hour`, `counts`) VALUES (0, json_object(
		'users_second_factor', -1))
	ON CONFLICT (`hour`) DO UPDATE SET `counts` = (SELECT json_group_object(name, n) FROM (
		SELECT key AS name, sum(value) AS n FROM (
			SELECT key, value FROM json_each(`figures`.`counts`)
			UNION ALL SELECT key, value FROM json_each(excluded.`counts`)
		) GROUP BY key));
END;
--> statement-breakpoint
-- A session that ended after it had expired was counted before: its guard told of the end of a row that the flush had deleted.
CREATE TRIGGER `figures_session_begun` AFTER INSERT ON `sessions`
WHEN new.revoked_at IS NULL OR new.revoked_at < new.expires_at
BEGIN
	INSERT INTO `figures` (`hour`, `counts`) VALUES (new.created_at - new.created_at % 3600000, json_object(
		iif(new.client_id IS NOT NULL, 'grant_begun', 'sign_in:' || iif(new.amr GLOB '*[^][",a-z]*',
		'other', replace(replace(replace(new.amr, '["', ''), '"]', ''), '","', '+'))), 1,
		'sessions_open', new.revoked_at IS NULL))
	ON CONFLICT (`hour`) DO UPDATE SET `counts` = (SELECT json_group_object(name, n) FROM (
		SELECT key AS name, sum(value) AS n FROM (
			SELECT key, value FROM json_each(`figures`.`counts`)
			UNION ALL SELECT key, value FROM json_each(excluded.`counts`)
		) GROUP BY key));
END;
--> statement-breakpoint
CREATE TRIGGER `figures_session_changed` AFTER UPDATE OF `revoked_at` ON `sessions`
WHEN (old.revoked_at IS NULL) <> (new.revoked_at IS NULL)
BEGIN
	INSERT INTO `figures` (`hour`, `counts`) VALUES (0, json_object(
		'sessions_open', (new.revoked_at IS NULL) - (old.revoked_at IS NULL)))
	ON CONFLICT (`hour`) DO UPDATE SET `counts` = (SELECT json_group_object(name, n) FROM (
		SELECT key AS name, sum(value) AS n FROM (
			SELECT key, value FROM json_each(`figures`.`counts`)
			UNION ALL SELECT key, value FROM json_each(excluded.`counts`)
		) GROUP BY key));
END;
--> statement-breakpoint
CREATE TRIGGER `figures_session_removed` AFTER DELETE ON `sessions`
WHEN old.revoked_at IS NULL
BEGIN
	INSERT INTO `figures` (`hour`, `counts`) VALUES (0, json_object(
		'sessions_open', -1))
	ON CONFLICT (`hour`) DO UPDATE SET `counts` = (SELECT json_group_object(name, n) FROM (
		SELECT key AS name, sum(value) AS n FROM (
			SELECT key, value FROM json_each(`figures`.`counts`)
			UNION ALL SELECT key, value FROM json_each(excluded.`counts`)
		) GROUP BY key));
END;
--> statement-breakpoint
CREATE TRIGGER `figures_event` AFTER INSERT ON `audit_events`
WHEN new.type IN (
		'account.erased', 'account.locked', 'consent.given', 'factor.added', 'factor.removed',
		'grant.code_replayed', 'mail.dead_lettered', 'password.changed', 'password.reset',
		'password.reset_asked', 'recovery_code.used', 'second_factor.disabled', 'second_factor.enabled',
		'second_factor.failed', 'session.refresh_token_reused', 'session.sign_in_failed',
		'user.email_verified')
BEGIN
	INSERT INTO `figures` (`hour`, `counts`) VALUES (new.created_at - new.created_at % 3600000, json_object(
		'event:' || new.type, 1))
	ON CONFLICT (`hour`) DO UPDATE SET `counts` = (SELECT json_group_object(name, n) FROM (
		SELECT key AS name, sum(value) AS n FROM (
			SELECT key, value FROM json_each(`figures`.`counts`)
			UNION ALL SELECT key, value FROM json_each(excluded.`counts`)
		) GROUP BY key));
END;
--> statement-breakpoint
CREATE TRIGGER `figures_user_imported` AFTER INSERT ON `audit_events`
WHEN new.type = 'user.imported'
BEGIN
	INSERT INTO `figures` (`hour`, `counts`) VALUES (new.created_at - new.created_at % 3600000, json_object(
		'sign_up', -1,
		'imported', 1))
	ON CONFLICT (`hour`) DO UPDATE SET `counts` = (SELECT json_group_object(name, n) FROM (
		SELECT key AS name, sum(value) AS n FROM (
			SELECT key, value FROM json_each(`figures`.`counts`)
			UNION ALL SELECT key, value FROM json_each(excluded.`counts`)
		) GROUP BY key));
END;