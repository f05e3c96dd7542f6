CREATE PROCEDURE `p` (IN `a` int) SET a = 1;
