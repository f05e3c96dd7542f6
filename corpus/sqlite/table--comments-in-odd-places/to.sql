CREATE /* a */ TABLE /* b */ t -- c
(id /* d */ integer /* e) */ PRIMARY /* f */ KEY, v varchar /* g */ ( 10 ) DEFAULT /* h */ ( /* i */ 'y' ) -- j, k
);
