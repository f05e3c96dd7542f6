SELECT is_called FROM wide;
SELECT is_called FROM apart;
