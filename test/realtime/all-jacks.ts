/** A performance of all four CVs and both gates. */
export const ALL_JACKS = `
0    gate1 tap 30
0.1  cv1 -> 5 in 0.8
0.2  cv3 sine 2Hz -3..3 for 0.5
0.3  gate2 on
0.4  cv4 1.5
0.6  cv2 -> 2 in 0.3
0.7  gate1 on
0.7137 gate1 off
0.9  gate2 off
1.1  gate1 tap
1.5  end
`;
