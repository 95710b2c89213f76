CREATE TRIGGER `figures_identity_event` AFTER INSERT ON `audit_events`
WHEN new.type IN ('identity.connected', 'identity.disconnected', 'identity.refused')
BEGIN
	INSERT INTO `figures` (`hour`, `counts`) VALUES (new.created_at - new.created_at % 3600000, json_object(
		'event:' || new.type, 1))
	ON CONFLICT (`hour`) DO UPDATE SET `counts` = (SELECT json_group_object(name, n) FROM (
		SELECT key AS name, sum(value) AS n FROM (
			SELECT key, value FROM json_each(`figures`.`counts`)
			UNION ALL SELECT key, value FROM json_each(excluded.`counts`)
		) GROUP BY key));
END;
