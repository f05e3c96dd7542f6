SELECT n FROM users AS u (i, n);
