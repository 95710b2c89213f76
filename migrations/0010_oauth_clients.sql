CREATE TABLE `oauth_clients` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`redirect_uris` text NOT NULL,
	`post_logout_redirect_uris` text NOT NULL,
	`auth_method` text NOT NULL,
	`secrets` text NOT NULL,
	`jwks` text,
	`scopes` text NOT NULL,
	`id_token_alg` text NOT NULL,
	`backchannel_logout_uri` text,
	`first_party` integer NOT NULL,
	`require_pkce` integer NOT NULL,
	`require_par` integer NOT NULL,
	`dpop_bound` integer NOT NULL,
	`claims_in_id_token` integer NOT NULL,
	`lenient_audience` integer NOT NULL,
	`access_ttl` integer,
	`refresh_ttl` integer,
	`disabled_at` integer,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL
) WITHOUT ROWID;
--> statement-breakpoint
ALTER TABLE `sessions` ADD `client_id` text;