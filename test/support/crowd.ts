/** When the crowd is looked at, in epoch milliseconds. */
export const NOW = Date.UTC(2026, 10, 1);

/**
 * Adds a crowd of users of all kinds: their number is `?1`, {@link NOW} is `?2`. Person `i` was
 * created `i` ms before that, has the id that ends with `i`, and signed in `i` minutes ago, or
 * never. Every fifth is unverified, one in a thousand disabled, and one in ten thousand of each
 * other kind.
 */
export const CROWD = `insert into users (id, email, email_normalized, username, username_normalized, display_name,
        name_normalized, status, roles, email_verified_at, locked_until, last_login_at, created_at,
        updated_at)
      with recursive n(i) as (select 1 union all select i + 1 from n where i < ?1)
      select printf('00000000-0000-7000-8000-%012d', i), 'person-' || i || '@example.com',
        'person-' || i || '@example.com', iif(i % 3, null, 'user-' || i),
        iif(i % 3, null, 'user-' || i), iif(i % 2, '', 'Name ' || i), iif(i % 2, '', 'name ' || i),
        iif(i % 1000 = 7, 'disabled', 'active'),
        iif(i % 10000 = 8, '["user","admin"]', iif(i % 10000 = 9, '["user","staff"]', '["user"]')),
        iif(i % 5, ?2 - i, null), iif(i % 10000 = 11, ?2 + 1000, null),
        iif(i % 4, ?2 - i * 60000, null), ?2 - i, ?2 from n`;

/** Gives one in fifty of the crowd a second factor. */
export const FACTORS_OF_CROWD = `insert into user_factors (id, user_id, kind)
        select id, id, 'totp' from users where id like '00000000-0000-7000-8000-%' and created_at % 50 = 0`;
