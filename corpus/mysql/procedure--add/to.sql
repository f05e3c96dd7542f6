CREATE PROCEDURE `p` (IN `a` int, OUT `b` int, INOUT `c` varchar(10))
BEGIN
  SET b = a; SET c = concat(c, ';');
END;
