CREATE PROCEDURE `p` (INOUT `a` int) SET a = 1;
