CREATE TABLE `dead_letters` (
	`id` text PRIMARY KEY NOT NULL,
	`queue` text NOT NULL,
	`kind` text NOT NULL,
	`user_id` text,
	`body` text NOT NULL,
	`why` text,
	`deaths` integer NOT NULL,
	`turn` integer NOT NULL,
	`retried_at` integer,
	`died_at` integer NOT NULL
) WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `dead_letters_died_at` ON `dead_letters` (`died_at`,`id`);--> statement-breakpoint
CREATE INDEX `dead_letters_user` ON `dead_letters` (`user_id`);--> statement-breakpoint
CREATE INDEX `audit_events_risky` ON `audit_events` (`risk_level`,`id`) WHERE risk_level = 'critical' or risk_level = 'high';
