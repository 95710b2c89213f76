CREATE TABLE `bulk_jobs` (
	`id` text PRIMARY KEY NOT NULL,
	`act` text NOT NULL,
	`state` text NOT NULL,
	`actor_id` text NOT NULL,
	`reason` text,
	`user_ids` text NOT NULL,
	`left_out` text NOT NULL,
	`created_at` integer NOT NULL,
	`started_at` integer,
	`ended_at` integer,
	`stopped_why` text,
	`stopped_by` text,
	`step` integer DEFAULT 0 NOT NULL,
	`last_key` text,
	`lease_until` integer DEFAULT 0 NOT NULL,
	`heard_at` integer NOT NULL
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `bulk_users` (
	`job_id` text NOT NULL,
	`user_id` text NOT NULL,
	`state` text NOT NULL,
	`why` text,
	`tries` integer DEFAULT 0 NOT NULL,
	`at` integer,
	PRIMARY KEY(`job_id`, `user_id`),
	FOREIGN KEY (`job_id`) REFERENCES `bulk_jobs`(`id`) ON UPDATE no action ON DELETE cascade
) WITHOUT ROWID;
